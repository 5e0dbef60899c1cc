import { and, asc, eq, lte } from "drizzle-orm";
import { isTakeable, type Takeable } from "./lease.ts";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type RevocationRow = Schema["revocations"]["$inferSelect"];

export const insertRevocation =
  (row: RevocationRow): Statement =>
  (db) =>
    db.insert(store().revocations).values(row).returning({ id: store().revocations.id });

export async function findRevocation(id: string): Promise<RevocationRow | null> {
  const { db, revocations } = store();
  const rows = await db.select().from(revocations).where(eq(revocations.id, id));
  return rows[0] ?? null;
}

export async function listDueRevocations(now: Date, limit: number): Promise<string[]> {
  const { db, revocations } = store();
  const rows = await db
    .select({ id: revocations.id })
    .from(revocations)
    .where(lte(revocations.dueAt, now))
    .orderBy(asc(revocations.dueAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export async function claimRevocation(claim: {
  id: string;
  owner: string;
  takeable: Takeable;
  leaseMs: number;
}): Promise<RevocationRow | null> {
  const { db, revocations, clock } = store();
  const rows = await db
    .update(revocations)
    .set({ leaseOwner: claim.owner, leaseUntil: clock.in(claim.leaseMs) })
    .where(and(eq(revocations.id, claim.id), isTakeable(revocations, claim.takeable)))
    .returning();
  return rows[0] ?? null;
}

/** The vendor did not answer: later again. */
export async function delayRevocation(row: RevocationRow, failures: number, dueAt: Date): Promise<void> {
  const { db, revocations } = store();
  await db
    .update(revocations)
    .set({ failures, dueAt, leaseOwner: null, leaseUntil: null })
    .where(eq(revocations.id, row.id))
    .returning({ id: revocations.id });
}

/** Settled, one way or the other: the tokens are forgotten with the row. */
export const deleteRevocation =
  (id: string): Statement =>
  (db) =>
    db
      .delete(store().revocations)
      .where(eq(store().revocations.id, id))
      .returning({ id: store().revocations.id });
