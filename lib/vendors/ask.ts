import "#lib/server-only";
import { isBrokenCircuitError } from "cockatiel";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { send } from "#lib/http";
import { log } from "#lib/log";
import type { Call, Provider } from "#lib/providers/types";
import { circuitOf, isOpen, isVendorWide, REST_MS, reset, rest, restMs } from "./circuit.ts";
import { mayTry, openIncidentOf, recordFailure, recordRecovery } from "./incidents.ts";

/** Asking a vendor: what `send` does, with a memory of how the vendor has been lately. */

export type AskOptions = {
  /** For what a person has just asked for: it is sent even while the vendor is let alone. */
  insist: boolean;
  /**
   * For what keeps no link alive (who is this, ends): its address has a circuit of its own and makes no
   * incident, since renewals that work must not wait for it.
   */
  aside?: boolean;
};

/** Sends a call. Rejects with a Failure; `provider_unreachable` with a pause where the vendor was not even asked. */
export async function ask<T>(
  provider: Provider,
  call: Call<T>,
  { insist, aside = false }: AskOptions,
): Promise<T> {
  const { host, pathname } = new URL(call.request.url);
  const endpoint = `${host}${pathname}`;
  const circuit = circuitOf(aside ? endpoint : provider.id);
  try {
    const answer =
      insist && isOpen(circuit)
        ? await send(provider, call)
        : await circuit.execute(() => send(provider, call));
    if (!aside) await gotThrough(provider, endpoint, { served: true });
    return answer;
  } catch (error) {
    if (isBrokenCircuitError(error)) throw resting(provider.id, restMs(circuit));
    if (aside) throw error;
    if (isVendorWide(error)) await wentWrong(provider, error, endpoint);
    else if (error instanceof Failure) await gotThrough(provider, endpoint, { served: false });
    throw error;
  }
}

/**
 * How long a vendor in trouble is still to be let alone, in milliseconds; 0 when it may be asked. During
 * an incident a 0 is the one trial that all processes share, so ask only when about to call.
 */
export async function restOf(provider: Provider): Promise<number> {
  const circuit = circuitOf(provider.id);
  const left = isOpen(circuit) ? restMs(circuit) : 0;
  if (left > 0) return left;
  if (openIncidentOf(provider.id) === null || (await mayTry(provider.id))) return 0;
  rest(provider.id);
  return REST_MS;
}

/** What a caller is told while a vendor is let alone. */
export function resting(providerId: string, ms: number): Failure {
  const code =
    openIncidentOf(providerId)?.kind === "client" ? "provider_client_refused" : "provider_unreachable";
  return new Failure(code, `${providerId} is let alone`, { retryAfterMs: ms });
}

/** The record is a help; a vendor's answer, perhaps the only copy of a new token, is never lost for it. */
async function noted(work: Promise<void>): Promise<void> {
  await work.catch((error: Error) => log.warn({ error: error.name }, "An incident could not be recorded."));
}

// Since when each place has failed without an answer in between.
const holder = globalThis as typeof globalThis & { patchbayFailing?: Map<string, Date> };
holder.patchbayFailing ??= new Map();
const failingSince = holder.patchbayFailing;

/**
 * Any answer, a refusal too, shows that the place is reached and reads us. One that serves us shows it of the
 * vendor: where there are several ways to renew, the one that failed may not be asked again for long.
 */
async function gotThrough(
  provider: Provider,
  endpoint: string,
  { served }: { served: boolean },
): Promise<void> {
  failingSince.delete(endpoint);
  const incident = openIncidentOf(provider.id);
  if (incident === null || (!served && incident.endpoint !== endpoint)) return;
  reset(provider.id);
  await noted(recordRecovery(provider.id));
}

/** The operator's own credentials refused is an incident at once; an outage when the circuit opens. */
async function wentWrong(provider: Provider, failure: Failure, endpoint: string): Promise<void> {
  const since = failingSince.get(endpoint) ?? now();
  failingSince.set(endpoint, since);
  if (failure.code === "provider_client_refused" || isOpen(circuitOf(provider.id)))
    await noted(recordFailure(provider.id, failure, endpoint, since));
}
