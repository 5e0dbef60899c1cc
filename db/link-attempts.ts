import { and, desc, eq, gt, lt } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Along, type Statement, store } from "./store.ts";

export type AttemptRow = Schema["linkAttempts"]["$inferSelect"];

export async function insertAttempt(row: AttemptRow, ...along: Along): Promise<void> {
  const { atomically, linkAttempts } = store();
  await atomically([
    (db) => db.insert(linkAttempts).values(row).returning({ id: linkAttempts.id }),
    ...along,
  ]);
}

/**
 * Spends an attempt: at most one caller ever gets the row. All that it is bound to is part of the
 * condition; who does not meet it learns why from `findAttempt`.
 */
export async function spendAttempt(bound: {
  stateHash: string;
  userId: string;
  sessionId: string;
  browserHash: string;
  provider: string;
  now: Date;
}): Promise<AttemptRow | null> {
  const { db, linkAttempts } = store();
  const rows = await db
    .update(linkAttempts)
    .set({ outcome: "spent" })
    .where(
      and(
        eq(linkAttempts.stateHash, bound.stateHash),
        eq(linkAttempts.userId, bound.userId),
        eq(linkAttempts.sessionId, bound.sessionId),
        eq(linkAttempts.browserHash, bound.browserHash),
        eq(linkAttempts.provider, bound.provider),
        eq(linkAttempts.outcome, "waiting"),
        gt(linkAttempts.expiresAt, bound.now),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

export async function findAttempt(stateHash: string): Promise<AttemptRow | null> {
  const { db, linkAttempts } = store();
  const rows = await db.select().from(linkAttempts).where(eq(linkAttempts.stateHash, stateHash));
  return rows[0] ?? null;
}

/** How an attempt ended, to be committed with what came of it. */
export const endAttempt =
  (id: string, outcome: string, linkedId: string | null): Statement =>
  (db) => {
    const { linkAttempts } = store();
    return db
      .update(linkAttempts)
      .set({ outcome, linkedId })
      .where(eq(linkAttempts.id, id))
      .returning({ id: linkAttempts.id });
  };

/** Writes how an attempt ended from which nothing came. */
export async function closeAttempt(id: string, outcome: string, ...along: Along): Promise<void> {
  await store().atomically([endAttempt(id, outcome, null), ...along]);
}

/** What an attempt was to mend; null for a new link. */
type Purpose = Pick<AttemptRow, "connectionId">;

/** The owner gives up a waiting attempt; null when it is not theirs or not waiting. */
export async function cancelAttempt(userId: string, id: string, ...along: Along): Promise<Purpose | null> {
  const { atomically, linkAttempts } = store();
  const own = and(eq(linkAttempts.id, id), eq(linkAttempts.userId, userId));
  const rows = await atomically([
    (db) =>
      db
        .update(linkAttempts)
        .set({ outcome: "link_cancelled" })
        .where(and(own, eq(linkAttempts.outcome, "waiting")))
        .returning({ connectionId: linkAttempts.connectionId }),
    ...along,
  ]);
  return (rows?.[0] as Purpose | undefined) ?? null;
}

/** The owner takes back that it was cancelled; null when it is not theirs, not cancelled, or its time is over. */
export async function resumeAttempt(
  userId: string,
  id: string,
  now: Date,
  ...along: Along
): Promise<Purpose | null> {
  const { atomically, linkAttempts } = store();
  const own = and(eq(linkAttempts.id, id), eq(linkAttempts.userId, userId));
  const rows = await atomically([
    (db) =>
      db
        .update(linkAttempts)
        .set({ outcome: "waiting" })
        .where(and(own, eq(linkAttempts.outcome, "link_cancelled"), gt(linkAttempts.expiresAt, now)))
        .returning({ connectionId: linkAttempts.connectionId }),
    ...along,
  ]);
  return (rows?.[0] as Purpose | undefined) ?? null;
}

/** How the person's attempt stands; null when it is not theirs. */
export async function standing(userId: string, id: string): Promise<(Purpose & { outcome: string }) | null> {
  const { db, linkAttempts } = store();
  const rows = await db
    .select({ outcome: linkAttempts.outcome, connectionId: linkAttempts.connectionId })
    .from(linkAttempts)
    .where(and(eq(linkAttempts.id, id), eq(linkAttempts.userId, userId)));
  return rows[0] ?? null;
}

/** The person's attempts that are still within their time, newest first. */
export async function listRecent(userId: string, now: Date): Promise<AttemptRow[]> {
  const { db, linkAttempts } = store();
  return db
    .select()
    .from(linkAttempts)
    .where(and(eq(linkAttempts.userId, userId), gt(linkAttempts.expiresAt, now)))
    .orderBy(desc(linkAttempts.createdAt))
    .limit(100);
}

/** Ends the attempts whose time is over while they waited; answers how many. */
export async function expireAttempts(now: Date): Promise<number> {
  const { db, linkAttempts } = store();
  const rows = await db
    .update(linkAttempts)
    .set({ outcome: "link_expired" })
    .where(and(lt(linkAttempts.expiresAt, now), eq(linkAttempts.outcome, "waiting")))
    .returning({ id: linkAttempts.id });
  return rows.length;
}

/** Attempts are kept a while after their end, so that a late answer can be explained. */
export async function deleteAttemptsBefore(instant: Date): Promise<void> {
  const { db, linkAttempts } = store();
  await db.delete(linkAttempts).where(lt(linkAttempts.expiresAt, instant)).returning({ id: linkAttempts.id });
}
