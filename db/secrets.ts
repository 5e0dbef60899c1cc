import { eq } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type SecretRow = Schema["secrets"]["$inferSelect"];

export async function findSecret(name: string): Promise<SecretRow | null> {
  const { db, secrets } = store();
  const rows = await db.select().from(secrets).where(eq(secrets.name, name));
  return rows[0] ?? null;
}

/** Keeps the one that is there already. */
export async function insertSecret(row: SecretRow): Promise<void> {
  const { db, secrets } = store();
  await db.insert(secrets).values(row).onConflictDoNothing().returning({ name: secrets.name });
}

export async function updateSecret(name: string, sealedValue: string): Promise<void> {
  const { db, secrets } = store();
  await db
    .update(secrets)
    .set({ sealedValue })
    .where(eq(secrets.name, name))
    .returning({ name: secrets.name });
}
