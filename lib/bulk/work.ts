import "#lib/server-only";
import { bulkhead, type IPolicy } from "cockatiel";
import {
  type BulkJob,
  cancelBulk,
  claimBulk,
  findBulk,
  finishBulk,
  listOpenBulk,
  nextBulkItems,
  releaseBulk,
  settleBulkItem,
} from "#db/bulk";
import { store } from "#db/store";
import { findUser } from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { disconnect } from "#lib/connections/disconnect";
import { refreshNow } from "#lib/connections/refresh-now";
import { testNow } from "#lib/connections/test-now";
import { Failure } from "#lib/errors";
import { OWNER, takeable } from "#lib/lease";
import { log, unexpected } from "#lib/log";
import { type Administrator, asAdministrator } from "#lib/people/administrator";
import { inRequest, PATCHBAY } from "#lib/request";
import type { Report } from "#lib/sweep/sweep";
import { openIncidentOf } from "#lib/vendors/incidents";
import { isInTrouble } from "#lib/vendors/trouble";
import { world } from "#lib/world";

/**
 * Works jobs off, a few rows of each vendor at a time. One process has a job by its lease and says of each row
 * what became of it; when it dies, another one goes on where it stopped.
 */

const AT_ONCE_PER_VENDOR = 5;
const ROWS_AT_A_TIME = 25;
const MOST_JOBS = 20;

// On globalThis because Next bundles its own copy of this module.
type Working = { jobs: Map<string, Promise<Report>>; few: Map<string, IPolicy>; stopping: boolean };
const holder = globalThis as typeof globalThis & { patchbayBulk?: Working };
holder.patchbayBulk ??= { jobs: new Map(), few: new Map(), stopping: false };
const working = holder.patchbayBulk;

/** Begins to work a job off; nobody waits for it. */
export function beginBulk(id: string): void {
  setImmediate(() => void attendJob(id));
}

/** Every job that is not finished and nobody works at; ends when they are, or somebody else has them. */
export async function attendBulk(): Promise<Report> {
  const open = await listOpenBulk(MOST_JOBS);
  const reports = await Promise.all(open.map(({ id }) => attendJob(id)));
  return {
    attended: reports.reduce((sum, { attended }) => sum + attended, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Ends when no row is under way in this process any more; none is begun from now on. */
export async function bulkEnded(): Promise<void> {
  working.stopping = true;
  await Promise.allSettled(working.jobs.values());
}

function attendJob(id: string): Promise<Report> {
  const already = working.jobs.get(id);
  if (already !== undefined) return already;
  const work = workOff(id)
    .catch((error: Error): Report => {
      log.error({ job: id, error: error.name }, "A bulk action stopped; the next round goes on with it.");
      return { attended: 0, failed: 1 };
    })
    .finally(() => working.jobs.delete(id));
  working.jobs.set(id, work);
  return work;
}

async function workOff(id: string): Promise<Report> {
  const report: Report = { attended: 0, failed: 0 };
  const leaseMs = world().leaseMs;
  const read = await findBulk(id);
  const free = read === null ? null : takeable(read);
  if (read === null || free === null) return report;
  if (!(await claimBulk(id, { owner: OWNER, takeable: free, leaseMs }))) return report;
  const mine = { owner: OWNER, takeable: { owner: OWNER }, leaseMs } as const;
  const holding = setInterval(() => void claimBulk(id, mine).catch(() => {}), leaseMs / 3).unref();
  try {
    for (let after = 0; !working.stopping && (await claimBulk(id, mine)); ) {
      const job = await findBulk(id);
      const admin = job === null ? null : await administratorOf(job);
      if (job === null) break;
      const rows =
        job.cancelledAt === null && admin !== null ? await nextBulkItems(id, after, ROWS_AT_A_TIME) : [];
      if (admin === null || rows.length === 0) {
        await finish(job, admin);
        break;
      }
      const outcomes = await Promise.all(rows.map((row) => settle(job, admin, row)));
      report.attended += outcomes.length;
      report.failed += outcomes.filter((outcome) => outcome !== "done").length;
      after = rows.at(-1)?.position ?? after;
    }
  } finally {
    clearInterval(holding);
    await releaseBulk(id, OWNER);
  }
  return report;
}

/** Whoever began it, as they are now: somebody who may no longer do it has it done no longer. */
async function administratorOf({ createdBy }: BulkJob): Promise<Administrator | null> {
  const user = await findUser(createdBy);
  if (user === null || user.disabledAt !== null || user.role !== "admin") return null;
  const { id: userId, name, email, role } = user;
  return asAdministrator({ userId, name, email, role, sessionId: "" });
}

async function finish({ id, cancelledAt }: BulkJob, admin: Administrator | null): Promise<void> {
  const at = now();
  if (admin === null && cancelledAt === null)
    await store().atomically([
      cancelBulk(id, at),
      recorded({ action: "bulk.cancelled", target: { kind: "bulk", id }, at, by: PATCHBAY }),
    ]);
  await store().atomically(finishBulk(id, at));
}

type Row = Awaited<ReturnType<typeof nextBulkItems>>[number];

async function settle(job: BulkJob, admin: Administrator, row: Row): Promise<string> {
  const doer = { kind: "person", id: admin.userId, name: admin.name } as const;
  const outcome =
    row.provider === null
      ? "not_found"
      : await fewAt(row.provider).execute(() =>
          inRequest({ id: null, address: null, doer }, () => act(job, admin, row)),
        );
  await store().atomically(settleBulkItem(job.id, row.position, outcome, now()));
  return outcome;
}

function fewAt(provider: string): IPolicy {
  const known = working.few.get(provider) ?? bulkhead(AT_ONCE_PER_VENDOR, Number.POSITIVE_INFINITY);
  working.few.set(provider, known);
  return known;
}

/** "done", or the code of what was in the way. */
async function act({ action }: BulkJob, admin: Administrator, row: Row): Promise<string> {
  try {
    if (action === "disconnect") {
      await disconnect(admin, row.connectionId, { insist: false });
      return "done";
    }
    // A vendor that is down is not asked a thousand times for a thousand rows.
    if (row.provider !== null && isInTrouble(row.provider))
      return openIncidentOf(row.provider)?.kind === "client"
        ? "provider_client_refused"
        : "provider_unreachable";
    if (action === "refresh") await refreshNow(admin, row.connectionId);
    else await testNow(admin, row.connectionId);
    return "done";
  } catch (error) {
    return (error instanceof Failure ? error : unexpected(error)).code;
  }
}
