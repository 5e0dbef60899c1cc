import "#lib/server-only";
import { z } from "zod";
import { listSettings, saveSetting } from "#db/settings";
import { store } from "#db/store";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";

/** What administrators choose while the server runs. The environment is what it starts with. */

const days = z.int().min(1).max(3_650);

export const settingShapes = {
  /** Whether people may make their own account. */
  signUp: z.enum(["open", "closed"]),
  /** Where connect sessions may lead back to: origins, or addresses that begin so. */
  returnAddresses: z.array(z.url({ protocol: /^https?$/ }).max(500)).max(100),
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
function forgetSettings(): void {
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

/** For administrators: the settings as they are. */
export async function readSettingsFor(actor: Actor): Promise<Settings> {
  requireAdministrator(actor);
  forgetSettings();
  return settings();
}

/** Changes what a form names, all of it or nothing; what is as it was is left alone. */
export async function changeSettings(actor: Actor, form: Record<string, string>): Promise<void> {
  requireAdministrator(actor);
  const present = await readSettingsFor(actor);
  const at = now();
  const changed = typed(form).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(present[name]),
  );
  const [first, ...others] = changed.map(([name, value]) =>
    saveSetting({ name, value, changedBy: actor.userId, changedAt: at }),
  );
  if (first === undefined) return;
  const entries = changed.map(([name, after]) => ({
    action: "setting.changed" as const,
    target: { kind: "setting", id: name, name: settingNames[name] },
    at,
    data: { before: present[name], after },
  }));
  await store().atomically([first, ...others, recorded(entries)]);
  forgetSettings();
}

/** What the settings are called, on the page and in the log. */
const settingNames: Record<keyof Settings, string> = {
  signUp: "Sign-up",
  returnAddresses: "Allowed return addresses",
  keepAuditDays: "Days that the log is kept",
  keepEventsDays: "Days that activity is kept",
  keepDeliveriesDays: "Days that deliveries are kept",
};

/** The settings that a form has fields for, read as their shapes say. */
function typed(form: Record<string, string>): [keyof Settings, Settings[keyof Settings]][] {
  return (Object.keys(settingShapes) as (keyof Settings)[]).flatMap((name) => {
    const text = form[name];
    if (text === undefined) return [];
    const parsed = settingShapes[name].safeParse(readText(name, text));
    if (!parsed.success) throw new Failure("invalid_input", name);
    return [[name, parsed.data] as [keyof Settings, Settings[keyof Settings]]];
  });
}

function readText(name: keyof Settings, text: string): unknown {
  if (name === "signUp") return text;
  if (name === "returnAddresses") return text.split(/\s+/).filter((line) => line !== "");
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : null;
}
