import { eq } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type SealingKeyRow = Schema["sealingKeys"]["$inferSelect"];

export async function listSealingKeys(): Promise<SealingKeyRow[]> {
  const { db, sealingKeys } = store();
  return db.select().from(sealingKeys);
}

export async function insertSealingKey(row: SealingKeyRow): Promise<void> {
  const { db, sealingKeys } = store();
  await db.insert(sealingKeys).values(row).onConflictDoNothing().returning({ id: sealingKeys.id });
}

export async function deleteSealingKey(id: string): Promise<void> {
  const { db, sealingKeys } = store();
  await db.delete(sealingKeys).where(eq(sealingKeys.id, id)).returning({ id: sealingKeys.id });
}
