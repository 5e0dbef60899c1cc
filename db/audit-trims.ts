import { asc } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type TrimRow = Schema["auditTrims"]["$inferSelect"];

/** What was ever dropped from the beginning of the log, oldest first. */
export async function listTrims(): Promise<TrimRow[]> {
  const { db, auditTrims } = store();
  return db.select().from(auditTrims).orderBy(asc(auditTrims.sequence));
}

/** Touches nothing when the same was dropped already. */
export const insertTrim =
  (row: TrimRow): Statement =>
  (db) =>
    db
      .insert(store().auditTrims)
      .values(row)
      .onConflictDoNothing()
      .returning({ sequence: store().auditTrims.sequence });
