import "#lib/server-only";
import { store } from "#db/store";
import { listVendorSettings, savePause, saveResumption, type VendorSettingsRow } from "#db/vendor-settings";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";

/** What administrators decided about a vendor: whether people may link there, and whether links are renewed. */

/** What can be paused, each by itself. */
export type Pausable = "linking" | "renewing";

const columns = { linking: "linkingPausedAt", renewing: "renewingPausedAt" } as const;

const FRESH_MS = 1_000;
const holder = globalThis as typeof globalThis & {
  patchbayVendorSettings?: { readAt: number; rows: Promise<Map<string, VendorSettingsRow>> } | undefined;
};

/** Every vendor's settings, at most a second old in every process. */
export function vendorSettings(): Promise<Map<string, VendorSettingsRow>> {
  const known = holder.patchbayVendorSettings;
  if (known !== undefined && performance.now() - known.readAt < FRESH_MS) return known.rows;
  const rows = listVendorSettings().then((all) => new Map(all.map((row) => [row.provider, row])));
  holder.patchbayVendorSettings = { readAt: performance.now(), rows };
  rows.catch(forgetVendorSettings);
  return rows;
}

/** The next question reads anew. */
export function forgetVendorSettings(): void {
  holder.patchbayVendorSettings = undefined;
}

/** Since when it is paused; null: it is not. */
export async function pausedSince(providerId: string, what: Pausable): Promise<Date | null> {
  return (await vendorSettings()).get(providerId)?.[columns[what]] ?? null;
}

/** Throws `vendor_paused`. */
export async function requireRunning(providerId: string, what: Pausable): Promise<void> {
  if ((await pausedSince(providerId, what)) !== null)
    throw new Failure("vendor_paused", `${providerId}: ${what}`);
}

/** The same vendors, each with whether new links are paused there. */
export async function withPauses<V extends { id: string }>(
  vendors: readonly V[],
): Promise<(V & { linkingPaused: boolean })[]> {
  const known = await vendorSettings();
  return vendors.map((vendor) => ({
    ...vendor,
    linkingPaused: (known.get(vendor.id)?.linkingPausedAt ?? null) !== null,
  }));
}

/** Pauses or resumes; every process knows within a second. What is so already stays as it is. */
export async function setPaused(
  actor: Actor,
  providerId: string,
  what: Pausable,
  paused: boolean,
): Promise<void> {
  requireAdministrator(actor);
  const provider = findProvider(providerId);
  if (provider === undefined) throw new Failure("not_found", "provider");
  const at = now();
  await store().atomically([
    paused
      ? savePause(providerId, columns[what], { pausedBy: actor.userId, at })
      : saveResumption(providerId, columns[what]),
    recorded({
      action: paused ? "vendor.paused" : "vendor.resumed",
      target: { kind: "vendor", id: providerId, name: provider.name },
      at,
      data: { what },
    }),
  ]);
  forgetVendorSettings();
}
