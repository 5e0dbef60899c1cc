import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type VendorSettingsRow = Schema["vendorSettings"]["$inferSelect"];

export async function listVendorSettings(): Promise<VendorSettingsRow[]> {
  const { db, vendorSettings } = store();
  return db.select().from(vendorSettings);
}

const unset = {
  linkingPausedAt: null,
  renewingPausedAt: null,
  pausedBy: null,
  checkedAt: null,
  checkOutcome: null,
};

type Pause = "linkingPausedAt" | "renewingPausedAt";

/** Pauses what is not paused yet. */
export const savePause =
  (provider: string, what: Pause, by: { pausedBy: string; at: Date }): Statement =>
  (db) => {
    const { vendorSettings } = store();
    const change = { [what]: by.at, pausedBy: by.pausedBy };
    return db
      .insert(vendorSettings)
      .values({ ...unset, ...change, provider })
      .onConflictDoUpdate({
        target: vendorSettings.provider,
        set: change,
        setWhere: isNull(vendorSettings[what]),
      })
      .returning({ provider: vendorSettings.provider });
  };

/** Resumes what is paused. */
export const saveResumption =
  (provider: string, what: Pause): Statement =>
  (db) => {
    const { vendorSettings } = store();
    return db
      .update(vendorSettings)
      .set({ [what]: null })
      .where(and(eq(vendorSettings.provider, provider), isNotNull(vendorSettings[what])))
      .returning({ provider: vendorSettings.provider });
  };

/** Keeps what the last check of our credentials said. */
export const saveCheck =
  (provider: string, change: { checkedAt: Date; checkOutcome: string }): Statement =>
  (db) => {
    const { vendorSettings } = store();
    return db
      .insert(vendorSettings)
      .values({ ...unset, ...change, provider })
      .onConflictDoUpdate({ target: vendorSettings.provider, set: change })
      .returning({ provider: vendorSettings.provider });
  };
