import "#lib/server-only";
import type { ConnectionRow } from "#db/connections";
import { isDue, type Trouble } from "#lib/connections/state";
import { circuitOf, isOpen } from "./circuit.ts";
import { openIncidentOf } from "./incidents.ts";
import { vendorSettings } from "./settings.ts";

/** Whether a vendor as a whole is known to be in trouble, by this process or by any. */
export function isInTrouble(providerId: string): boolean {
  return isOpen(circuitOf(providerId)) || openIncidentOf(providerId) !== null;
}

/** What keeps connections of a vendor from being renewed at this moment, for whoever asks about several. */
export async function knownTroubles(): Promise<(providerId: string) => Trouble | null> {
  const settings = await vendorSettings();
  return (providerId) => {
    const openedAt = settings.get(providerId)?.renewingPausedAt ?? null;
    return openedAt === null ? openIncidentOf(providerId) : { kind: "paused", openedAt };
  };
}

/** The same for one connection; nothing has to be known of its vendor while nothing is due there. */
export async function troubleOf(
  row: Pick<ConnectionRow, "provider" | "dueAt">,
  now: Date,
): Promise<Trouble | null> {
  return isDue(row, now) ? (await knownTroubles())(row.provider) : null;
}
