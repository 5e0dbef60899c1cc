import { and, inArray, isNotNull, isNull, lt } from "drizzle-orm";
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
