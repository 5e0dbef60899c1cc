import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

type VendorSettingsRow = Schema["vendorSettings"]["$inferSelect"];

/** What administrators decided about each vendor, where they did. */
export async function listVendorSettings(): Promise<VendorSettingsRow[]> {
  const { db, vendorSettings } = store();
  return db.select().from(vendorSettings);
}
