import "#lib/server-only";
import { claimLease } from "#db/connection-changes";
import type { ConnectionRow } from "#db/connections";
import { now } from "#lib/clock";
import { isOwn, OWNER, takeable } from "#lib/lease";
import { world } from "#lib/world";

/**
 * Takes the lease for a renewal and writes down what is about to be done, before it is done: the claim
 * shows that the database can be written before a token is spent, and after a crash the open intent says
 * that its outcome is unknown. Null when somebody else is at it or the credentials have moved.
 *
 * Only one renewal of a generation runs in a process (fresh.ts). So a lease of our own is a leftover: the
 * database stopped before it could say that the claim went through, or before it was given back.
 */
export async function takeForRenewal(row: ConnectionRow): Promise<ConnectionRow | null> {
  const lease = isOwn(row.leaseOwner) ? { owner: row.leaseOwner } : takeable(row);
  if (lease === null) return null;
  const at = now();
  return claimLease({
    id: row.id,
    generation: row.generation,
    owner: OWNER,
    takeable: lease,
    leaseMs: world().leaseMs,
    intent: {
      operation: "renew",
      generation: row.generation,
      startedAt: at.toISOString(),
      unanswered: unansweredBefore(row),
    },
    dueAt: new Date(at.getTime() + world().leaseMs),
  });
}

/** Tries of this generation whose outcome nobody knows; an owner that is gone took its own with it. */
function unansweredBefore({ intent, generation, leaseOwner }: ConnectionRow): number {
  if (intent === null || intent.generation !== generation) return 0;
  return intent.unanswered + (leaseOwner === null ? 0 : 1);
}
