import "#lib/server-only";
import { bulkhead } from "cockatiel";
import { saveDue, saveRefusal } from "#db/connection-changes";
import { countDue, type DueRow, findConnection, listDue } from "#db/connections";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { news } from "#lib/connections/events";
import { freshConnection } from "#lib/connections/fresh";
import { prove } from "#lib/connections/test-now";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import type { Provider } from "#lib/providers/types";
import { restOf } from "#lib/vendors/ask";
import { pausedSince } from "#lib/vendors/settings";
import { isInTrouble } from "#lib/vendors/trouble";
import type { Report } from "./sweep.ts";

/** One vendor's pass: what is due there, a few at a time. */

const AT_ONCE = 5;
const MOST_AT_A_PASS = 2_000;
const MINUTE_MS = 60_000;
/** A backlog, as after a start or an outage, is spread over this many rounds (of ten seconds). */
const ROUNDS = 6;
const FEWEST = 20;
/** How far ahead a connection is looked for that can show whether a vendor's trouble is over. */
const TRIAL_WITHIN_MS = 10 * MINUTE_MS;

/** How many of the backlog a pass takes; kept until the backlog is gone, so that it is an even pace. */
const paces = new Map<string, number>();

export async function attendProvider(provider: Provider): Promise<Report> {
  const at = now();
  if ((await pausedSince(provider.id, "renewing")) !== null) return announceEnds(provider, at);
  if (isInTrouble(provider.id)) return trial(provider, at);
  const waiting = await backlog(provider, at);
  const recent = await listDue(provider.id, { after: minuteBefore(at), until: at }, MOST_AT_A_PASS);
  const few = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);
  const done = await Promise.all(
    [...recent, ...waiting].map((row) =>
      few.execute(async () => (isInTrouble(provider.id) ? null : attend(row, "ahead"))),
    ),
  );
  return report(done);
}

const minuteBefore = (at: Date) => new Date(at.getTime() - MINUTE_MS);

async function backlog(provider: Provider, at: Date): Promise<DueRow[]> {
  const until = minuteBefore(at);
  const waiting = await countDue(provider.id, until, MOST_AT_A_PASS * ROUNDS);
  if (waiting === 0) {
    paces.delete(provider.id);
    return [];
  }
  const pace = Math.max(paces.get(provider.id) ?? 0, FEWEST, Math.ceil(waiting / ROUNDS));
  paces.set(provider.id, pace);
  return listDue(provider.id, { after: null, until }, pace);
}

/** While a vendor is in trouble, one connection in half a minute finds out whether it is over. */
async function trial(provider: Provider, at: Date): Promise<Report> {
  const within = { after: null, until: new Date(at.getTime() + TRIAL_WITHIN_MS) };
  const [row] = await listDue(provider.id, within, 1);
  if (row === undefined || (await restOf(provider)) > 0) return report([]);
  return report([await attend(row, "new")]);
}

/** While an administrator has paused renewing, the vendor is not called; ends are announced all the same. */
async function announceEnds(provider: Provider, at: Date): Promise<Report> {
  const rows = await listDue(provider.id, { after: null, until: at, ending: true }, MOST_AT_A_PASS);
  return report(await Promise.all(rows.map((row) => attend(row, "ahead"))));
}

/** True when done, false when it failed. */
async function attend(row: DueRow, need: "ahead" | "new"): Promise<boolean> {
  try {
    if (row.status !== "active") await store().atomically([saveDue(row, null)]);
    else if (row.expiresAt === null) await prove(row.id, { actorId: null });
    else if (row.renewable) await freshConnection(row.id, { need });
    else await announceEnd(row, row.expiresAt);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    log.error({ connection: row.id, error: (error as Error).name }, "A connection could not be attended to.");
    return false;
  }
}

/** What nothing renews is announced before it ends, then ended. */
async function announceEnd(due: DueRow, expiresAt: Date): Promise<void> {
  const row = await findConnection("everyone", due.id);
  if (row === null) return;
  const at = now();
  await store().atomically(
    expiresAt > at
      ? [
          saveDue(due, expiresAt),
          ...news("expiring", row, { actorId: null, at, data: { expiresAt: expiresAt.toISOString() } }),
        ]
      : [
          saveRefusal(due, { failureCode: "reauth_required", failedAt: expiresAt }),
          ...news("ended", row, { actorId: null, at }),
        ],
  );
}

function report(done: (boolean | null)[]): Report {
  return {
    attended: done.filter((each) => each !== null).length,
    failed: done.filter((each) => each === false).length,
  };
}
