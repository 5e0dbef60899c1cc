import { asc, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Closing, type Statement, store } from "./store.ts";

export type AuditRow = Schema["auditEntries"]["$inferSelect"];
/** An entry before it has its place in the chain. */
export type AuditEntry = Omit<AuditRow, "sequence" | "hash">;
/** What happened how often; `provider` is "" for what has none. */
export type Tally = { hour: Date; name: string; provider: string; amount: number };
/** The hash of an entry after the one whose hash is `previous`. */
export type ChainLink = (previous: string, entry: Omit<AuditRow, "hash">) => string;

const HEAD = 1;

/** Adds entries to the end of the chain, and counts, together with the change that the batch makes. */
export const appendAudit = (entries: AuditEntry[], tallied: Tally[], link: ChainLink): Closing => ({
  *closing(db) {
    const { auditEntries, auditHead, tallies, insertMany } = store();
    // Moves the end on and, by that, has it: whoever comes at the same moment waits for this batch.
    const [head] = (yield db
      .update(auditHead)
      .set({ sequence: sql`${auditHead.sequence} + ${entries.length}` })
      .where(eq(auditHead.id, HEAD))
      .returning({ sequence: auditHead.sequence, hash: auditHead.hash })) as Pick<
      AuditRow,
      "sequence" | "hash"
    >[];
    if (head === undefined) throw new Error("The audit log has no beginning.");
    let { hash } = head;
    const first = head.sequence - entries.length + 1;
    const rows = entries.map((entry, index) => {
      const placed = { ...entry, sequence: first + index };
      hash = link(hash, placed);
      return { ...placed, hash };
    });
    if (rows.length > 0) yield insertMany(db, auditEntries, rows);
    yield db.update(auditHead).set({ hash }).where(eq(auditHead.id, HEAD)).returning({ id: auditHead.id });
    for (const tally of tallied)
      yield db
        .insert(tallies)
        .values(tally)
        .onConflictDoUpdate({
          target: [tallies.hour, tallies.name, tallies.provider],
          set: { amount: sql`${tallies.amount} + ${tally.amount}` },
        })
        .returning({ amount: tallies.amount });
  },
});

/** Changes nothing; for a batch that only writes the log. */
export const auditPlace: Statement = (db) => db.select({ id: store().auditHead.id }).from(store().auditHead);

/** Begins the chain where there is none yet. */
export async function beginAudit(hash: string): Promise<void> {
  const { db, auditHead } = store();
  await db
    .insert(auditHead)
    .values({ id: HEAD, sequence: 0, hash })
    .onConflictDoNothing()
    .returning({ id: auditHead.id });
}

/** Where the chain ends. */
export async function auditEnd(): Promise<{ sequence: number; hash: string }> {
  const { db, auditHead } = store();
  const [head] = await db.select().from(auditHead).where(eq(auditHead.id, HEAD));
  if (head === undefined) throw new Error("The audit log has no beginning.");
  return head;
}

/** Entries after a place, in the order of the chain. */
export async function auditAfter(sequence: number, limit: number): Promise<AuditRow[]> {
  const { db, auditEntries } = store();
  return db
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.sequence, sequence))
    .orderBy(asc(auditEntries.sequence))
    .limit(limit);
}

/** The highest place that any entry has, whatever the head says; 0 where there is none. */
export async function lastAuditEntry(): Promise<number> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  const rows = await db.select({ sequence }).from(auditEntries).orderBy(desc(sequence)).limit(1);
  return rows[0]?.sequence ?? 0;
}

/** The lowest place that any entry has; null where there is none. */
export async function firstAuditEntry(): Promise<number | null> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  const rows = await db.select({ sequence }).from(auditEntries).orderBy(asc(sequence)).limit(1);
  return rows[0]?.sequence ?? null;
}

/** Drops the oldest entries, through that one. */
export const deleteAuditThrough =
  (sequence: number): Statement =>
  (db) => {
    const { auditEntries } = store();
    return db
      .delete(auditEntries)
      .where(lte(auditEntries.sequence, sequence))
      .returning({ sequence: auditEntries.sequence });
  };
