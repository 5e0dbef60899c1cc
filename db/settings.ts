import { store } from "./store.ts";

/** Every setting that was chosen. */
export async function listSettings(): Promise<{ name: string; value: unknown }[]> {
  const { db, settings } = store();
  return db.select({ name: settings.name, value: settings.value }).from(settings);
}
