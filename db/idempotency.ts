import { and, eq, isNull, lt } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type IdempotentRow = Schema["idempotency"]["$inferSelect"];

/** Begins a request under its key; false where one was begun before. */
export async function beginRequest(row: IdempotentRow): Promise<boolean> {
  const { db, idempotency } = store();
  const rows = await db
    .insert(idempotency)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: idempotency.id });
  return rows.length > 0;
}

export async function findRequest(id: string): Promise<IdempotentRow | null> {
  const { db, idempotency } = store();
  const rows = await db.select().from(idempotency).where(eq(idempotency.id, id));
  return rows[0] ?? null;
}

/** What one who began holds: as long as nobody took over, it is theirs to end. */
export type Begun = Pick<IdempotentRow, "id" | "createdAt">;

const still = ({ id, createdAt }: Begun) => {
  const { idempotency } = store();
  return and(eq(idempotency.id, id), eq(idempotency.createdAt, createdAt), isNull(idempotency.sealedAnswer));
};

/** Takes over from somebody who never ended; false where another was quicker. */
export async function takeRequest(from: Begun, now: Date): Promise<boolean> {
  const { db, idempotency } = store();
  const rows = await db
    .update(idempotency)
    .set({ createdAt: now })
    .where(still(from))
    .returning({ id: idempotency.id });
  return rows.length > 0;
}

export async function keepAnswer(begun: Begun, sealedAnswer: string): Promise<void> {
  const { db, idempotency } = store();
  await db.update(idempotency).set({ sealedAnswer }).where(still(begun)).returning({ id: idempotency.id });
}

/** It came to nothing that would have to be repeated: whoever asks again begins anew. */
export async function forgetRequest(begun: Begun): Promise<void> {
  const { db, idempotency } = store();
  await db.delete(idempotency).where(still(begun)).returning({ id: idempotency.id });
}

export async function deleteRequestsBefore(instant: Date): Promise<void> {
  const { db, idempotency } = store();
  await db.delete(idempotency).where(lt(idempotency.expiresAt, instant)).returning({ id: idempotency.id });
}
