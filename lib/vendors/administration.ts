import "#lib/server-only";
import { findUser } from "#db/users";
import { connectionFigures } from "#lib/admin/figures";
import { isConfigured } from "#lib/clients";
import { knownProvider } from "#lib/connections/link";
import type { Actor } from "#lib/people/sessions";
import { providers } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { checkWords } from "./check.ts";
import { openIncidentOf } from "./incidents.ts";
import { type Step, setUpSteps } from "./set-up.ts";
import { vendorSettings } from "./settings.ts";

/** What an administrator sees of the vendors. */

export type VendorEntry = {
  id: string;
  name: string;
  summary: string;
  /** Whether people can link there as far as the environment goes, and what it still lacks. */
  configured: boolean;
  missing: string[];
  active: number;
  incident: { kind: "outage" | "client"; openedAt: Date } | null;
  paused: { linking: Date | null; renewing: Date | null; by: string | null };
};

export type VendorAdministration = VendorEntry & {
  docsUrl: string;
  steps: Step[];
  /** Whether the vendor's answers allow a check; else why not. */
  checkable: boolean;
  unchecked: string | null;
  checked: { at: Date; good: boolean; sentence: string } | null;
};

export async function listVendors(actor: Actor): Promise<VendorEntry[]> {
  const active = await countActive(actor);
  return Promise.all(Object.values(providers).map((provider) => entry(provider, active)));
}

export async function readVendor(actor: Actor, id: string): Promise<VendorAdministration> {
  const active = await countActive(actor);
  const provider = knownProvider(id);
  const row = (await vendorSettings()).get(id);
  return {
    ...(await entry(provider, active)),
    docsUrl: provider.docsUrl,
    steps: setUpSteps(provider),
    checkable: provider.check !== undefined && isConfigured(provider),
    unchecked: provider.setUp?.unchecked ?? null,
    checked:
      row?.checkedAt == null || row.checkOutcome === null
        ? null
        : { at: row.checkedAt, ...checkWords(row.checkOutcome, provider.name) },
  };
}

/** How many active connections there are at each vendor, as they were counted last. */
async function countActive(actor: Actor): Promise<Map<string, number>> {
  const { counts } = await connectionFigures(actor);
  const of = (id: string) => counts.filter(({ provider }) => provider === id);
  return new Map(
    Object.keys(providers).map((id) => [id, of(id).reduce((sum, { active }) => sum + active, 0)]),
  );
}

async function entry(provider: Provider, active: Map<string, number>): Promise<VendorEntry> {
  const { id, name, summary } = provider;
  const row = (await vendorSettings()).get(id);
  const incident = openIncidentOf(id);
  const by = row?.pausedBy == null ? null : ((await findUser(row.pausedBy))?.name ?? "somebody who has left");
  return {
    id,
    name,
    summary,
    configured: isConfigured(provider),
    missing: setUpSteps(provider).flatMap(({ state, variable }) =>
      state === "missing" && variable !== undefined ? [variable] : [],
    ),
    active: active.get(id) ?? 0,
    incident: incident === null ? null : { kind: incident.kind, openedAt: incident.openedAt },
    paused: { linking: row?.linkingPausedAt ?? null, renewing: row?.renewingPausedAt ?? null, by },
  };
}
