import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

/** Every setting that was chosen. */
export async function listSettings(): Promise<{ name: string; value: unknown }[]> {
  const { db, settings } = store();
  return db.select({ name: settings.name, value: settings.value }).from(settings);
}

/** Keeps a choice in the place of the one before. */
export const saveSetting =
  (row: Schema["settings"]["$inferSelect"]): Statement =>
  (db) => {
    const { settings } = store();
    const { name, ...change } = row;
    return db
      .insert(settings)
      .values(row)
      .onConflictDoUpdate({ target: settings.name, set: change })
      .returning({ name: settings.name });
  };
