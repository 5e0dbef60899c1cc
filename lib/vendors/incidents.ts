import "#lib/server-only";
import { hastenRetries } from "#db/connection-changes";
import { countDue } from "#db/connections";
import {
  claimTrial,
  closeIncident,
  type IncidentRow,
  listOpenIncidents,
  noteAffected,
  openIncident,
} from "#db/incidents";
import type { Along } from "#db/store";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import type { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { newId } from "#lib/random";
import { PATCHBAY } from "#lib/request";
import { message } from "#lib/webhooks/message";
import { REST_MS, reset, rest } from "./circuit.ts";

/**
 * What is wrong with a vendor as a whole, kept as records that all processes share: one outage is one
 * incident, not as many broken connections as happen to be due.
 */

const MOST_COUNTED = 100_000;
const LONGEST_RETRY_MS = 3_600_000;

/** Incidents that this process knows to be open, by provider. */
const holder = globalThis as typeof globalThis & { patchbayIncidents?: Map<string, IncidentRow> };
holder.patchbayIncidents ??= new Map();
const known = holder.patchbayIncidents;

export const openIncidentOf = (providerId: string): IncidentRow | null => known.get(providerId) ?? null;

/** Opens an incident, or notes one more failure on the open one. `since` is when the failures began. */
export async function recordFailure(
  providerId: string,
  failure: Failure,
  endpoint: string,
  since: Date,
): Promise<void> {
  const kind = failure.code === "provider_client_refused" ? "client" : "outage";
  const at = now();
  const opening: IncidentRow & { openKey: string } = {
    id: newId(),
    provider: providerId,
    kind,
    openKey: `${providerId} ${kind}`,
    code: failure.code,
    endpoint,
    failures: 1,
    affected: 0,
    openedAt: since,
    lastFailedAt: at,
    triedAt: at,
    closedAt: null,
  };
  const row = await openIncident(opening, ...told("incident.opened", opening, at));
  if (!known.has(providerId))
    log.error({ provider: providerId, incident: row.id, kind, endpoint }, "An incident at a vendor.");
  known.set(providerId, row);
}

/** A vendor answers again: the incident is over, and whoever waited is due now. */
export async function recordRecovery(providerId: string): Promise<void> {
  const row = known.get(providerId);
  if (row === undefined) return;
  known.delete(providerId);
  const at = now();
  if (await closeIncident(row.id, at, ...told("incident.closed", row, at)))
    log.info({ provider: providerId, incident: row.id }, "An incident at a vendor is over.");
  await hastenRetries(providerId, at, new Date(at.getTime() + LONGEST_RETRY_MS));
}

/** What the host application and the log are told of it, together with the change. */
function told(type: "incident.opened" | "incident.closed", row: IncidentRow, at: Date): Along {
  const { id, provider, kind, code, openedAt } = row;
  const about = { id, provider, kind, code, openedAt: openedAt.toISOString() };
  return [
    message(type, `vendor:${provider}`, at, { incident: about }),
    recorded({
      action: type,
      target: { kind: "incident", id },
      at,
      data: { provider, kind, code },
      by: PATCHBAY,
    }),
  ];
}

/** Learns what other processes have found, and writes down how many connections wait. */
export async function followIncidents(): Promise<void> {
  const open = await listOpenIncidents();
  const providers = new Set(open.map(({ provider }) => provider));
  for (const provider of known.keys())
    if (!providers.has(provider)) {
      known.delete(provider);
      reset(provider);
    }
  for (const row of open) {
    if (!known.has(row.provider)) rest(row.provider);
    known.set(row.provider, row);
    await noteAffected(row.id, await countDue(row.provider, now(), MOST_COUNTED));
  }
}

/** One call per rest and for all processes together, to see whether the trouble is over. */
export async function mayTry(providerId: string): Promise<boolean> {
  const row = known.get(providerId);
  return row === undefined || (await claimTrial(row.id, now(), REST_MS - 1_000));
}
