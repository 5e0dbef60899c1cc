import "#lib/server-only";
import { bulkhead } from "cockatiel";
import { type ConnectionRow, findConnection, listConnections } from "#db/connections";
import { takeBack } from "#db/limits";
import { deleteUser, hasOtherAdmin } from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { disconnect } from "#lib/connections/disconnect";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import { log } from "#lib/log";
import { requireConfirmation } from "./account.ts";
import type { Actor } from "./sessions.ts";

const PAGE = 200;
const AT_ONCE = 5;
const TRIES = 3;
const LONGEST_MS = 10_000;

/** What became of the access at each vendor, by the vendors' ids; the last word for each. */
export type Farewell = { disconnected: number; revoked: string[]; pending: string[]; byHand: string[] };

/**
 * Ends every connection as "Disconnect" does, then deletes the person and all that is theirs. What a vendor
 * has not confirmed yet outlives them and is told on (table revocations).
 */
export async function deleteAccount(
  actor: Actor,
  form: Record<string, string>,
  address: string,
): Promise<Farewell> {
  await requireSuccessor(actor);
  await requireConfirmation(actor, form, address);
  const ended = new Map<string, Outcome>();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    for (const { id, provider, receipt } of await disconnectAll(actor)) ended.set(id, { provider, receipt });
    if (await alone(actor, () => deleteUser(actor.userId, deleted(actor, ended.size)))) {
      log.info({ user: actor.userId, connections: ended.size }, "An account was deleted by its person.");
      return farewell([...ended.values()]);
    }
    await requireSuccessor(actor);
    // Something was linked in another tab meanwhile.
  }
  throw new Failure("busy", "the account kept changing");
}

const deleted = ({ userId, name }: Actor, disconnected: number) =>
  recorded({
    action: "user.deleted",
    target: { kind: "user", id: userId, name },
    at: now(),
    data: { disconnected },
  });

type Outcome = Pick<ConnectionRow, "provider" | "receipt">;

async function requireSuccessor(actor: Actor): Promise<void> {
  if (actor.role === "admin" && !(await hasOtherAdmin(actor.userId))) throw new Failure("last_admin");
}

/** Two administrators who leave at the same moment must not both find the other one still there. */
async function alone(actor: Actor, act: () => Promise<boolean>): Promise<boolean> {
  if (actor.role !== "admin") return act();
  await limit("admin-leaves", 1, LONGEST_MS);
  return act().finally(() => takeBack("admin-leaves", "all"));
}

/** The connections that were not disconnected yet, as they are afterwards. */
async function disconnectAll(actor: Actor): Promise<ConnectionRow[]> {
  const few = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);
  const ended: ConnectionRow[] = [];
  let after: { createdAt: Date; id: string } | undefined;
  do {
    const rows = await listConnections(actor, { limit: PAGE, after });
    const linked = rows.filter(({ status }) => status !== "revoked");
    await Promise.all(linked.map(({ id }) => few.execute(() => disconnect(actor, id, { insist: false }))));
    for (const { id } of linked)
      ended.push(...[await findConnection(actor, id)].filter((row) => row !== null));
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
  return ended;
}

function farewell(outcomes: Outcome[]): Farewell {
  const ids = (...kinds: (string | undefined)[]) => [
    ...new Set(
      outcomes.filter(({ receipt }) => kinds.includes(receipt?.revocation)).map(({ provider }) => provider),
    ),
  ];
  return {
    disconnected: outcomes.length,
    revoked: ids("done", "removed"),
    pending: ids("pending"),
    byHand: ids("not_offered", "nothing_held", "refused", "unreachable", undefined),
  };
}
