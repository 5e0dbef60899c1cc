import { and, asc, desc, eq, isNotNull, lt, lte } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type LetterRow = Schema["letters"]["$inferSelect"];

export const insertLetter =
  (row: LetterRow): Statement =>
  (db) =>
    db.insert(store().letters).values(row).returning({ id: store().letters.id });

export async function listDueLetters(
  now: Date,
  limit: number,
): Promise<Pick<LetterRow, "id" | "failures">[]> {
  const { db, letters } = store();
  return db
    .select({ id: letters.id, failures: letters.failures })
    .from(letters)
    .where(and(isNotNull(letters.dueAt), lte(letters.dueAt, now)))
    .orderBy(asc(letters.dueAt))
    .limit(limit);
}

/** Takes a letter for one try, as `claimMail` does. */
export async function claimLetter(
  read: Pick<LetterRow, "id" | "failures">,
  now: Date,
  retryAt: Date,
): Promise<LetterRow | null> {
  const { db, letters } = store();
  const rows = await db
    .update(letters)
    .set({ failures: read.failures + 1, dueAt: retryAt })
    .where(and(eq(letters.id, read.id), eq(letters.failures, read.failures), lte(letters.dueAt, now)))
    .returning();
  return rows[0] ?? null;
}

/** Sent (`sentAt`), or given up (null). */
export async function settleLetter(id: string, sentAt: Date | null): Promise<void> {
  const { db, letters } = store();
  await db
    .update(letters)
    .set({ dueAt: null, sentAt })
    .where(eq(letters.id, id))
    .returning({ id: letters.id });
}

/** Newest first; to one address, or to everybody. */
export async function listLetters(address: string | null, limit: number): Promise<LetterRow[]> {
  const { db, letters } = store();
  return db
    .select()
    .from(letters)
    .where(address === null ? undefined : eq(letters.address, address))
    .orderBy(desc(letters.createdAt), desc(letters.id))
    .limit(limit);
}

export async function deleteLettersBefore(instant: Date): Promise<void> {
  const { db, letters } = store();
  await db.delete(letters).where(lt(letters.createdAt, instant)).returning({ id: letters.id });
}
