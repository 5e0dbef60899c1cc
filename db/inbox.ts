import { and, asc, eq, gte, isNotNull, isNull, lt, lte } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type InboxRow = Schema["inbox"]["$inferSelect"];
export type Outcome = NonNullable<InboxRow["outcome"]>;

/** Stores what a vendor told; false when the same was told before. */
export async function insertInbox(row: InboxRow): Promise<boolean> {
  const { db, inbox } = store();
  const rows = await db
    .insert(inbox)
    .values(row)
    .onConflictDoNothing({ target: [inbox.provider, inbox.eventId] })
    .returning({ id: inbox.id });
  return rows.length > 0;
}

/** Longest due first. */
export async function listDueInbox(now: Date, limit: number): Promise<InboxRow[]> {
  const { db, inbox } = store();
  return db.select().from(inbox).where(lte(inbox.dueAt, now)).orderBy(asc(inbox.dueAt)).limit(limit);
}

/** Whether a removal at or after an instant was told, acted on or not. */
export async function isRemovedSince(provider: string, accountId: string, at: Date): Promise<boolean> {
  const { db, inbox } = store();
  const rows = await db
    .select({ id: inbox.id })
    .from(inbox)
    .where(
      and(
        eq(inbox.provider, provider),
        eq(inbox.accountId, accountId),
        eq(inbox.kind, "removed"),
        gte(inbox.at, at),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Done with an entry; touches nothing when somebody else was done first. */
export const finishInbox =
  (id: string, outcome: Outcome): Statement =>
  (db) => {
    const { inbox } = store();
    return db
      .update(inbox)
      .set({ dueAt: null, outcome })
      .where(and(eq(inbox.id, id), isNotNull(inbox.dueAt)))
      .returning({ id: inbox.id });
  };

/** It could not be acted on: later again, unless somebody else is done with it. */
export async function delayInbox(id: string, failures: number, dueAt: Date): Promise<void> {
  const { db, inbox } = store();
  await db
    .update(inbox)
    .set({ failures, dueAt })
    .where(and(eq(inbox.id, id), isNotNull(inbox.dueAt)))
    .returning({ id: inbox.id });
}

/** Forgets entries that were acted on; a repetition that comes later would be taken for news. */
export async function deleteInboxBefore(instant: Date): Promise<void> {
  const { db, inbox } = store();
  await db
    .delete(inbox)
    .where(and(lt(inbox.receivedAt, instant), isNull(inbox.dueAt)))
    .returning({ id: inbox.id });
}
