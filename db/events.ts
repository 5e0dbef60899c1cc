import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { type Viewer, visible } from "./connections.ts";
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

/** Something that happened, and to whose connection. */
export type ChangeRow = EventRow & { userId: string; name: string; provider: string };

/** What happened since an instant, oldest first: to one person's connections, or to everyone's. */
export async function listChanges(viewer: Viewer, since: Date, limit: number): Promise<ChangeRow[]> {
  const { db, events, connections } = store();
  return db
    .select(change())
    .from(events)
    .innerJoin(connections, eq(events.connectionId, connections.id))
    .where(and(gt(events.at, since), visible(viewer)))
    .orderBy(asc(events.at), asc(events.id))
    .limit(limit);
}

/** What happened last, newest first: to one person's connections, or to everyone's. */
export async function listNewest(viewer: Viewer, limit: number): Promise<ChangeRow[]> {
  const { db, events, connections } = store();
  return db
    .select(change())
    .from(events)
    .innerJoin(connections, eq(events.connectionId, connections.id))
    .where(visible(viewer))
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit);
}

function change() {
  const { events, connections } = store();
  return {
    id: events.id,
    at: events.at,
    kind: events.kind,
    actorId: events.actorId,
    data: events.data,
    connectionId: events.connectionId,
    userId: connections.userId,
    name: sql<string>`coalesce(${connections.label}, ${connections.accountName})`,
    provider: connections.provider,
  };
}
