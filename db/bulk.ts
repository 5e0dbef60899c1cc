import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { type Circumstances, everyonesOrder, fits, type Order, type Sought } from "./everyone.ts";
import { isTakeable, type Takeable } from "./lease.ts";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

/** Something to be done to many connections, and what became of each. */

export type BulkJob = Schema["bulkJobs"]["$inferSelect"];
export type BulkItem = Schema["bulkItems"]["$inferSelect"];

/** Which connections: those ticked by hand, or all that fit, in an order. */
export type Selection = { ids: string[] } | { sought: Sought; circumstances: Circumstances; order: Order };

const chosen = (selection: Selection): SQL | undefined =>
  "ids" in selection
    ? inArray(store().connections.id, selection.ids)
    : fits(selection.sought, selection.circumstances);

/** A job with its rows, the first `most` as they are at this moment; what comes to fit later is not touched. */
export function insertBulk(
  job: BulkJob,
  selection: Selection,
  most: number,
): [Statement, Statement, Statement] {
  const { bulkJobs, bulkItems, connections } = store();
  const fitting = chosen(selection);
  const order = everyonesOrder("ids" in selection ? "newest" : selection.order, fitting !== undefined);
  return [
    (db) => db.insert(bulkJobs).values(job).returning({ id: bulkJobs.id }),
    (db) =>
      db
        .insert(bulkItems)
        .select(
          db
            .select({
              jobId: sql<string>`${job.id}`.as("job_id"),
              position: sql<number>`row_number() over (order by ${order})`.as("position"),
              connectionId: connections.id,
              name: sql<string>`coalesce(${connections.label}, ${connections.accountName})`.as("name"),
              outcome: sql<null>`null`.as("outcome"),
              endedAt: sql<null>`null`.as("ended_at"),
            })
            .from(connections)
            .where(fitting)
            .orderBy(order)
            .limit(most) as never,
        )
        .returning({ position: bulkItems.position }),
    (db) =>
      db
        .update(bulkJobs)
        .set({ total: db.$count(bulkItems, eq(bulkItems.jobId, job.id)) as unknown as SQL })
        .where(eq(bulkJobs.id, job.id))
        .returning({ id: bulkJobs.id }),
  ];
}

export async function findBulk(id: string): Promise<BulkJob | null> {
  const { db, bulkJobs } = store();
  const rows = await db.select().from(bulkJobs).where(eq(bulkJobs.id, id));
  return rows[0] ?? null;
}

/** Newest first. */
export async function listBulk(limit: number): Promise<BulkJob[]> {
  const { db, bulkJobs } = store();
  return db.select().from(bulkJobs).orderBy(desc(bulkJobs.createdAt)).limit(limit);
}

/** What is not finished, oldest first. */
export async function listOpenBulk(limit: number): Promise<BulkJob[]> {
  const { db, bulkJobs } = store();
  return db
    .select()
    .from(bulkJobs)
    .where(isNull(bulkJobs.finishedAt))
    .orderBy(asc(bulkJobs.createdAt))
    .limit(limit);
}

/** Takes a job, or goes on holding it; false when it is somebody else's, or finished. */
export async function claimBulk(
  id: string,
  { owner, takeable, leaseMs }: { owner: string; takeable: Takeable; leaseMs: number },
): Promise<boolean> {
  const { db, bulkJobs, clock } = store();
  const rows = await db
    .update(bulkJobs)
    .set({ leaseOwner: owner, leaseUntil: clock.in(leaseMs) })
    .where(and(eq(bulkJobs.id, id), isNull(bulkJobs.finishedAt), isTakeable(bulkJobs, takeable)))
    .returning({ id: bulkJobs.id });
  return rows.length > 0;
}

/** For whoever cannot go on with it now: anybody may. */
export async function releaseBulk(id: string, owner: string): Promise<void> {
  const { db, bulkJobs } = store();
  await db
    .update(bulkJobs)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(bulkJobs.id, id), eq(bulkJobs.leaseOwner, owner)))
    .returning({ id: bulkJobs.id });
}

/** The next rows whose turn has not come, each with its connection's vendor; null: it is gone. */
export async function nextBulkItems(
  jobId: string,
  after: number,
  limit: number,
): Promise<{ position: number; connectionId: string; provider: string | null }[]> {
  const { db, bulkItems, connections } = store();
  return db
    .select({
      position: bulkItems.position,
      connectionId: bulkItems.connectionId,
      provider: connections.provider,
    })
    .from(bulkItems)
    .leftJoin(connections, eq(connections.id, bulkItems.connectionId))
    .where(and(eq(bulkItems.jobId, jobId), gt(bulkItems.position, after), isNull(bulkItems.outcome)))
    .orderBy(asc(bulkItems.position))
    .limit(limit);
}

/** What became of one row; counted once, whoever says it again. */
export function settleBulkItem(
  jobId: string,
  position: number,
  outcome: string,
  endedAt: Date,
): [Statement, Statement] {
  const { bulkJobs, bulkItems } = store();
  return [
    (db) =>
      db
        .update(bulkItems)
        .set({ outcome, endedAt })
        .where(and(eq(bulkItems.jobId, jobId), eq(bulkItems.position, position), isNull(bulkItems.outcome)))
        .returning({ position: bulkItems.position }),
    (db) =>
      db
        .update(bulkJobs)
        .set(
          outcome === "done" ? { done: sql`${bulkJobs.done} + 1` } : { failed: sql`${bulkJobs.failed} + 1` },
        )
        .where(eq(bulkJobs.id, jobId))
        .returning({ id: bulkJobs.id }),
  ];
}

/** No row is begun from now on; touches nothing when it is over or cancelled already. */
export const cancelBulk =
  (id: string, now: Date): Statement =>
  (db) => {
    const { bulkJobs } = store();
    return db
      .update(bulkJobs)
      .set({ cancelledAt: now })
      .where(and(eq(bulkJobs.id, id), isNull(bulkJobs.cancelledAt), isNull(bulkJobs.finishedAt)))
      .returning({ id: bulkJobs.id });
  };

/** The job is over; what had no turn never gets one. */
export function finishBulk(id: string, now: Date): [Statement, Statement] {
  const { bulkJobs, bulkItems } = store();
  return [
    (db) =>
      db
        .update(bulkJobs)
        .set({ finishedAt: now, leaseOwner: null, leaseUntil: null })
        .where(and(eq(bulkJobs.id, id), isNull(bulkJobs.finishedAt)))
        .returning({ id: bulkJobs.id }),
    (db) =>
      db
        .update(bulkItems)
        .set({ outcome: "cancelled", endedAt: now })
        .where(and(eq(bulkItems.jobId, id), isNull(bulkItems.outcome)))
        .returning({ position: bulkItems.position }),
  ];
}

/** What was in the way, and how often; the most frequent first. */
export async function countBulkFailures(
  jobId: string,
): Promise<{ outcome: string | null; number: number }[]> {
  const { db, bulkItems } = store();
  const number = sql<number>`cast(count(*) as integer)`;
  return db
    .select({ outcome: bulkItems.outcome, number })
    .from(bulkItems)
    .where(and(eq(bulkItems.jobId, jobId), wentWrong()))
    .groupBy(bulkItems.outcome)
    .orderBy(desc(number));
}

function wentWrong(): SQL | undefined {
  const { outcome } = store().bulkItems;
  return and(isNotNull(outcome), ne(outcome, "done"), ne(outcome, "cancelled"));
}

/** Rows of a job from a place on; `failed`: only those that went wrong. */
export async function listBulkItems(
  jobId: string,
  { after, limit, failed }: { after: number; limit: number; failed: boolean },
): Promise<(BulkItem & { provider: string | null })[]> {
  const { db, bulkItems, connections } = store();
  const rows = await db
    .select({ item: bulkItems, provider: connections.provider })
    .from(bulkItems)
    .leftJoin(connections, eq(connections.id, bulkItems.connectionId))
    .where(and(eq(bulkItems.jobId, jobId), gt(bulkItems.position, after), failed ? wentWrong() : undefined))
    .orderBy(asc(bulkItems.position))
    .limit(limit);
  return rows.map(({ item, provider }) => ({ ...item, provider }));
}
