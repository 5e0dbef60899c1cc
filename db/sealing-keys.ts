import { eq } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Along, store } from "./store.ts";

export type SealingKeyRow = Schema["sealingKeys"]["$inferSelect"];

export async function listSealingKeys(): Promise<SealingKeyRow[]> {
  const { db, sealingKeys } = store();
  return db.select().from(sealingKeys);
}

export async function insertSealingKey(row: SealingKeyRow): Promise<void> {
  const { db, sealingKeys } = store();
  await db.insert(sealingKeys).values(row).onConflictDoNothing().returning({ id: sealingKeys.id });
}

/** False when it is gone already. */
export async function deleteSealingKey(id: string, ...along: Along): Promise<boolean> {
  const { atomically, sealingKeys } = store();
  const rows = await atomically([
    (db) => db.delete(sealingKeys).where(eq(sealingKeys.id, id)).returning({ id: sealingKeys.id }),
    ...along,
  ]);
  return rows !== null;
}
