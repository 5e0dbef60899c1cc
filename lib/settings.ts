import "#lib/server-only";
import { z } from "zod";
import { listSettings } from "#db/settings";
import { env } from "#lib/env";

/** What administrators choose while the server runs. The environment is what it starts with. */

const days = z.int().min(1).max(3_650);

export const settingShapes = {
  /** Whether people may make their own account. */
  signUp: z.enum(["open", "closed"]),
  /** Where connect sessions may lead back to: origins, or addresses that begin so. */
  returnAddresses: z.array(z.url({ protocol: /^https?$/ })).max(100),
  keepAuditDays: days,
  keepEventsDays: days,
  keepDeliveriesDays: days,
};

export type Settings = { [Name in keyof typeof settingShapes]: z.infer<(typeof settingShapes)[Name]> };

const defaults = (): Settings => ({
  signUp: env().SIGNUP,
  returnAddresses: env().RETURN_ADDRESSES,
  keepAuditDays: 400,
  keepEventsDays: 400,
  keepDeliveriesDays: 30,
});

const FRESH_MS = 1_000;
const holder = globalThis as typeof globalThis & {
  patchbaySettings?: { readAt: number; values: Promise<Settings> } | undefined;
};

/** The settings as they are, at most a second old in every process. */
export function settings(): Promise<Settings> {
  const known = holder.patchbaySettings;
  if (known !== undefined && performance.now() - known.readAt < FRESH_MS) return known.values;
  const values = readSettings();
  holder.patchbaySettings = { readAt: performance.now(), values };
  values.catch(forgetSettings);
  return values;
}

/** The next question reads anew; for whoever has just changed something. */
export function forgetSettings(): void {
  holder.patchbaySettings = undefined;
}

async function readSettings(): Promise<Settings> {
  const chosen = await listSettings();
  const values: Record<string, unknown> = { ...defaults() };
  for (const { name, value } of chosen) {
    const shape = Object.hasOwn(settingShapes, name)
      ? settingShapes[name as keyof typeof settingShapes]
      : undefined;
    const parsed = shape?.safeParse(value);
    if (parsed?.success) values[name] = parsed.data;
  }
  return values as Settings;
}
