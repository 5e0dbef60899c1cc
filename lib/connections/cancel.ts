import "#lib/server-only";
import { cancelAttempt, resumeAttempt, standing } from "#db/link-attempts";
import type { AuditAction } from "#lib/audit/actions";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure, isFailureCode } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";

/** The connection that an attempt was to mend, whose page people go back to; null for a new link. */
type Purpose = string | null;

/** Gives up a waiting attempt; an answer that still comes is thrown away. */
export async function cancelLink(actor: Actor, id: string): Promise<Purpose> {
  const cancelled = await cancelAttempt(actor.userId, id, told("link.cancelled", id));
  if (cancelled === null) throw new Failure("not_found", "attempt");
  return cancelled.connectionId;
}

const told = (action: AuditAction, id: string) =>
  recorded({ action, target: { kind: "link_attempt", id }, at: now() });

/** Takes that back while the attempt's own time is not over: an answer that comes now is listened to. */
export async function resumeLink(actor: Actor, id: string): Promise<Purpose> {
  const resumed = await resumeAttempt(actor.userId, id, now(), told("link.resumed", id));
  if (resumed !== null) return resumed.connectionId;
  const attempt = await standing(actor.userId, id);
  if (attempt === null) throw new Failure("not_found", "attempt");
  const { outcome, connectionId } = attempt;
  if (outcome === "waiting") return connectionId;
  // Cancelled still: then its time is over. Else it met another end meanwhile.
  throw new Failure(outcome !== "link_cancelled" && isFailureCode(outcome) ? outcome : "link_expired", id);
}
