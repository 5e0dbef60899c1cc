import "#lib/server-only";
import { findUser } from "#db/users";
import { countActive } from "#db/vendor-health";
import { isConfigured } from "#lib/clients";
import { knownProvider } from "#lib/connections/link";
import { requireAdministrator } from "#lib/people/administrator";
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
  requireAdministrator(actor);
  const active = await countActive();
  return Promise.all(Object.values(providers).map((provider) => entry(provider, active)));
}

export async function readVendor(actor: Actor, id: string): Promise<VendorAdministration> {
  requireAdministrator(actor);
  const provider = knownProvider(id);
  const row = (await vendorSettings()).get(id);
  return {
    ...(await entry(provider, await countActive())),
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
