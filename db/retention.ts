import { and, eq, inArray, isNotNull, isNull, lt, notExists, sql } from "drizzle-orm";
import { store } from "./store.ts";

/** What is kept for a time only; each forgets at most `limit` rows and says how many. */

export async function deleteEventsBefore(instant: Date, limit: number): Promise<number> {
  const { db, events } = store();
  const old = db.select({ id: events.id }).from(events).where(lt(events.at, instant)).limit(limit);
  return (await db.delete(events).where(inArray(events.id, old)).returning({ id: events.id })).length;
}

/** Deliveries that have ended. */
export async function deleteDeliveriesBefore(instant: Date, limit: number): Promise<number> {
  const { db, deliveries } = store();
  const { id, createdAt, endedAt } = deliveries;
  const old = db
    .select({ id })
    .from(deliveries)
    .where(and(lt(createdAt, instant), isNotNull(endedAt)))
    .limit(limit);
  return (await db.delete(deliveries).where(inArray(id, old)).returning({ id })).length;
}

/** Messages that every endpoint has its delivery of. */
export async function deleteMessagesBefore(instant: Date, limit: number): Promise<number> {
  const { db, messages } = store();
  const { id, createdAt, dueAt } = messages;
  const old = db
    .select({ id })
    .from(messages)
    .where(and(lt(createdAt, instant), isNull(dueAt)))
    .limit(limit);
  return (await db.delete(messages).where(inArray(id, old)).returning({ id })).length;
}

/** Rows of bulk actions that are over, before the actions themselves: one action may have very many. */
export async function deleteBulkItemsBefore(instant: Date, limit: number): Promise<number> {
  const { db, bulkJobs, bulkItems } = store();
  const { jobId, position } = bulkItems;
  const old = db
    .select({ jobId, position })
    .from(bulkItems)
    .innerJoin(bulkJobs, eq(bulkJobs.id, jobId))
    .where(lt(bulkJobs.finishedAt, instant))
    .limit(limit);
  const gone = await db
    .delete(bulkItems)
    .where(sql`(${jobId}, ${position}) in ${old}`)
    .returning({ position });
  return gone.length;
}

/** Bulk actions that are over and of which no row is left. */
export async function deleteBulkBefore(instant: Date, limit: number): Promise<number> {
  const { db, bulkJobs, bulkItems } = store();
  const { id, finishedAt } = bulkJobs;
  const items = db.select({ id: bulkItems.jobId }).from(bulkItems).where(eq(bulkItems.jobId, id));
  const old = db
    .select({ id })
    .from(bulkJobs)
    .where(and(lt(finishedAt, instant), notExists(items)))
    .limit(limit);
  return (await db.delete(bulkJobs).where(inArray(id, old)).returning({ id })).length;
}
