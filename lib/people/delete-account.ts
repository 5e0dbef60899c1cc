import "#lib/server-only";
import { bulkhead } from "cockatiel";
import { type ConnectionRow, findConnection, listConnections } from "#db/connections";
import { deletePerson } from "#db/people-changes";
import { store } from "#db/store";
import { findUser, hasOtherAdmin } from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { disconnect } from "#lib/connections/disconnect";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { requireConfirmation } from "./account.ts";
import type { Actor } from "./sessions.ts";

const PAGE = 200;
const AT_ONCE = 5;
const TRIES = 3;

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
    if (await store().atomically([deletePerson(actor.userId), deleted(actor, ended.size)])) {
      log.info({ user: actor.userId, connections: ended.size }, "An account was deleted by its person.");
      return farewell([...ended.values()]);
    }
    if ((await findUser(actor.userId)) === null) throw new Failure("unauthenticated", "deleted already");
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

/** The connections that were not disconnected yet, as they are afterwards. */
async function disconnectAll(actor: Actor): Promise<ConnectionRow[]> {
  const few = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);
  const ended: ConnectionRow[] = [];
  let after: { createdAt: Date; id: string } | undefined;
  do {
    const rows = await listConnections(actor, { limit: PAGE, after });
    const linked = rows.filter(({ status }) => status !== "revoked");
    await Promise.all(linked.map(({ id }) => few.execute(() => end(actor, id))));
    for (const { id } of linked)
      ended.push(...[await findConnection(actor, id)].filter((row) => row !== null));
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
  return ended;
}

async function end(actor: Actor, id: string): Promise<void> {
  await disconnect(actor, id, { insist: false }).catch((error: unknown) => {
    // The same person has pressed twice, and the other press has come this far already.
    if (!(error instanceof Failure) || error.code !== "not_found") throw error;
  });
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
