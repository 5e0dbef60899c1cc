import { eq } from "drizzle-orm";
import { type Statement, store } from "./store.ts";
import type { NewUser, UserRow } from "./users.ts";

export async function findCustomer(customerId: string): Promise<UserRow | null> {
  const { db, users } = store();
  const rows = await db.select().from(users).where(eq(users.customerId, customerId));
  return rows[0] ?? null;
}

/** Touches nothing when the customer is known already. */
export const insertCustomer =
  (row: NewUser): Statement =>
  (db) =>
    db.insert(store().users).values(row).onConflictDoNothing().returning({ id: store().users.id });

export async function renameCustomer(id: string, name: string): Promise<void> {
  const { db, users } = store();
  await db.update(users).set({ name }).where(eq(users.id, id)).returning({ id: users.id });
}
