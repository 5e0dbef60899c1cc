import { desc, eq } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type EventRow = Schema["events"]["$inferSelect"];

export const insertEvent =
  (row: EventRow): Statement =>
  (db) =>
    db.insert(store().events).values(row).returning({ id: store().events.id });

/** Newest first. The caller has shown already that the connection is the reader's to see. */
export async function listEvents(connectionId: string, limit: number): Promise<EventRow[]> {
  const { db, events } = store();
  return db
    .select()
    .from(events)
    .where(eq(events.connectionId, connectionId))
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit);
}
