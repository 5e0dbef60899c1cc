import { and, desc, eq, isNotNull } from "drizzle-orm";
import { isTakeable, type Takeable } from "./lease.ts";
import type { Schema } from "./schema.ts";
import { type Along, store } from "./store.ts";

export type RotationRow = Schema["rotations"]["$inferSelect"];
export type RotationPlace = RotationRow["place"];

/** False when one is open already. */
export async function insertRotation(row: RotationRow, ...along: Along): Promise<boolean> {
  const { atomically, rotations } = store();
  const rows = await atomically([
    (db) => db.insert(rotations).values(row).onConflictDoNothing().returning({ id: rotations.id }),
    ...along,
  ]);
  return rows !== null;
}

export async function findOpenRotation(): Promise<RotationRow | null> {
  const { db, rotations } = store();
  const rows = await db.select().from(rotations).where(isNotNull(rotations.openKey));
  return rows[0] ?? null;
}

/** The open one, else the one that was begun last. */
export async function findLatestRotation(): Promise<RotationRow | null> {
  const { db, rotations } = store();
  const rows = await db.select().from(rotations).orderBy(desc(rotations.startedAt)).limit(1);
  return rows[0] ?? null;
}

export async function claimRotation(claim: {
  id: string;
  owner: string;
  takeable: Takeable;
  leaseMs: number;
}): Promise<RotationRow | null> {
  const { db, rotations, clock } = store();
  const rows = await db
    .update(rotations)
    .set({ leaseOwner: claim.owner, leaseUntil: clock.in(claim.leaseMs) })
    .where(
      and(eq(rotations.id, claim.id), isNotNull(rotations.openKey), isTakeable(rotations, claim.takeable)),
    )
    .returning();
  return rows[0] ?? null;
}

/** How far it is; false when somebody else goes on with it, or it has ended. */
export async function saveRotationPlace(
  id: string,
  owner: string,
  { place, done, leaseMs }: { place: RotationPlace; done: number; leaseMs: number },
): Promise<boolean> {
  const { db, rotations, clock } = store();
  const rows = await db
    .update(rotations)
    .set({ place, done, leaseUntil: clock.in(leaseMs) })
    .where(and(eq(rotations.id, id), eq(rotations.leaseOwner, owner), isNotNull(rotations.openKey)))
    .returning({ id: rotations.id });
  return rows.length > 0;
}

/** Whoever goes on with it may take it at once. */
export async function releaseRotation(id: string, owner: string): Promise<void> {
  const { db, rotations } = store();
  await db
    .update(rotations)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(rotations.id, id), eq(rotations.leaseOwner, owner)))
    .returning({ id: rotations.id });
}

/** Ended: done, or another one takes its place. False when it had ended already. */
export async function endRotation(id: string, finishedAt: Date, ...along: Along): Promise<boolean> {
  const { atomically, rotations } = store();
  const rows = await atomically([
    (db) =>
      db
        .update(rotations)
        .set({ openKey: null, finishedAt, leaseOwner: null, leaseUntil: null })
        .where(and(eq(rotations.id, id), isNotNull(rotations.openKey)))
        .returning({ id: rotations.id }),
    ...along,
  ]);
  return rows !== null;
}
