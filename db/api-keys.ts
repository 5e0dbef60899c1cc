import { eq } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type ApiKeyRow = Schema["apiKeys"]["$inferSelect"];

export async function insertApiKey(row: ApiKeyRow): Promise<void> {
  const { db, apiKeys } = store();
  await db.insert(apiKeys).values(row).returning({ id: apiKeys.id });
}

export async function findApiKey(hash: string): Promise<ApiKeyRow | null> {
  const { db, apiKeys } = store();
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.hash, hash));
  return rows[0] ?? null;
}

export async function findApiKeyById(id: string): Promise<ApiKeyRow | null> {
  const { db, apiKeys } = store();
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return rows[0] ?? null;
}

export async function touchApiKey(id: string, now: Date): Promise<void> {
  const { db, apiKeys } = store();
  await db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id });
}

export async function revokeApiKey(id: string, now: Date): Promise<boolean> {
  const { db, apiKeys } = store();
  const rows = await db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(eq(apiKeys.id, id))
    .returning({ id: apiKeys.id });
  return rows.length > 0;
}

export async function listApiKeys(): Promise<ApiKeyRow[]> {
  const { db, apiKeys } = store();
  return db.select().from(apiKeys).orderBy(apiKeys.createdAt).limit(500);
}
