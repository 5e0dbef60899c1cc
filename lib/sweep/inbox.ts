import "#lib/server-only";
import { listDueInbox } from "#db/inbox";
import { now } from "#lib/clock";
import { attendEntry } from "#lib/connections/inbox";
import type { Report } from "./sweep.ts";

const MOST_AT_A_PASS = 500;

/** Acts on webhooks that were stored and not finished: a process died, or it was not possible yet. */
export async function attendInbox(): Promise<Report> {
  const entries = await listDueInbox(now(), MOST_AT_A_PASS);
  const done = await Promise.all(entries.map(attendEntry));
  return { attended: done.length, failed: done.filter((each) => !each).length };
}
