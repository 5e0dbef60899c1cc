import "#lib/server-only";
import {
  alignFollowers,
  claimDeliveries,
  type DeliveryRow,
  listDueDeliveries,
  releaseDelivery,
  settleDelivery,
} from "#db/deliveries";
import type { Takeable } from "#db/lease";
import { findMessages, type MessageRow } from "#db/messages";
import {
  type EndpointRow,
  listEndpoints,
  noteEndpointFailure,
  noteEndpointSuccess,
} from "#db/webhook-endpoints";
import { now } from "#lib/clock";
import { OWNER, takeable } from "#lib/lease";
import { log } from "#lib/log";
import { countTry } from "#lib/metrics/count";
import { world } from "#lib/world";
import { disable } from "./disable.ts";
import { type PostResult, post } from "./door.ts";
import { fanOut } from "./fan-out.ts";
import { isOnTrial, noteFailed, noteWell, resting, restMs } from "./rest.ts";
import { nextTry } from "./schedule.ts";
import { signed } from "./secret.ts";
import { settle } from "./settle.ts";
import { onWake } from "./wake.ts";

/**
 * Brings messages to the endpoints of the host application: as soon as they are committed, and again with the
 * sweep. A delivery is taken with a lease, so that any number of processes share the work; one that is cut off
 * is made again by whoever is there, under the same id. Messages of one subject arrive in their order.
 */

const AT_ONCE_EACH = 10;
const MOST_LISTED = 200;
/** Later tries are found by the sweep; those that come sooner than it are waited for here. */
const SOON_MS = 30_000;
const KEPT_TRIES = 40;
const FAILING_MS = 5 * 86_400_000;

type Courier = {
  on: boolean;
  looking: Promise<void> | null;
  again: boolean;
  /** By the delivery's id: what is on its way, and to where. */
  running: Map<string, { endpointId: string; done: Promise<boolean> }>;
  leaving: AbortController;
};

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayCourier?: Courier };
holder.patchbayCourier ??= {
  on: false,
  looking: null,
  again: false,
  running: new Map(),
  leaving: new AbortController(),
};
const courier = holder.patchbayCourier;

/** From now on what is committed in this process is delivered at once. */
export function startDelivering(): void {
  courier.on = true;
  onWake(look);
}

/** Nothing new is begun. */
export function stopDelivering(): void {
  courier.on = false;
  onWake(undefined);
}

/** Ends when nothing is on its way any more; what takes longer than `patienceMs` is cut off and made again later. */
export async function deliveriesEnded(patienceMs: number): Promise<void> {
  const late = setTimeout(() => courier.leaving.abort(), patienceMs);
  await courier.looking;
  await Promise.all([...courier.running.values()].map(({ done }) => done));
  clearTimeout(late);
}

/** Delivers what is due until nothing is, or until `untilMs` (performance.now()). For the sweep. */
export async function deliverDue(untilMs: number): Promise<{ attended: number; failed: number }> {
  const report = { attended: 0, failed: 0 };
  for (;;) {
    await lookNow();
    const done = await Promise.all([...courier.running.values()].map((each) => each.done));
    report.attended += done.length;
    report.failed += done.filter((well) => !well).length;
    if ((done.length === 0 && !courier.again) || performance.now() > untilMs) return report;
  }
}

/** Looks for what is due; nobody waits for it. */
function look(): void {
  lookNow().catch((error: Error) =>
    log.error({ error: error.name }, "Messages could not be looked for; the next sweep does."),
  );
}

/** One look at a time; whoever asks during one has another one made. */
function lookNow(): Promise<void> {
  courier.again = true;
  courier.looking ??= (async () => {
    while (courier.again) {
      courier.again = false;
      while (await fanOut(now()));
      while ((await begin()) > 0);
    }
  })().finally(() => {
    courier.looking = null;
  });
  return courier.looking;
}

/** Begins as many deliveries as there is room for; answers how many. */
async function begin(): Promise<number> {
  const { running } = courier;
  const load = Map.groupBy(running.values(), ({ endpointId }) => endpointId);
  const room = (id: string) => (isOnTrial(id) ? 1 : AT_ONCE_EACH) - (load.get(id)?.length ?? 0);
  const except = [...new Set([...resting(), ...[...load.keys()].filter((id) => room(id) <= 0)])];
  const due = await listDueDeliveries(now(), { except, limit: MOST_LISTED + running.size });
  const picked = new Map<string, number>();
  const leases: { id: string; takeable: Takeable }[] = [];
  for (const row of due) {
    const already = picked.get(row.endpointId) ?? 0;
    if (running.has(row.id) || already >= room(row.endpointId)) continue;
    const lease = takeable(row);
    if (lease === null) continue;
    picked.set(row.endpointId, already + 1);
    leases.push({ id: row.id, takeable: lease });
  }
  if (leases.length === 0) return 0;
  const rows = await claim(leases);
  const endpoints = new Map((await listEndpoints()).map((endpoint) => [endpoint.id, endpoint]));
  const messages = new Map(
    (await findMessages(rows.map(({ messageId }) => messageId))).map((message) => [message.id, message]),
  );
  for (const row of rows) {
    const work = attempt(row, endpoints.get(row.endpointId), messages.get(row.messageId));
    const done = work.catch((error: Error) => {
      log.error({ delivery: row.id, error: error.name }, "What came of a delivery was not written down.");
      return false;
    });
    running.set(row.id, { endpointId: row.endpointId, done });
    void done.then(() => {
      running.delete(row.id);
      // A look under way may have found no room a moment ago.
      courier.again = true;
      if (courier.on) look();
    });
  }
  return rows.length;
}

/** Takes them for one try each; those that nobody has ever tried in one statement. */
async function claim(leases: { id: string; takeable: Takeable }[]): Promise<DeliveryRow[]> {
  const about = { owner: OWNER, leaseMs: world().leaseMs, now: now() };
  const free = leases.filter((lease) => lease.takeable === "free").map(({ id }) => id);
  const left = leases.filter((lease) => lease.takeable !== "free");
  return [
    ...(free.length === 0 ? [] : await claimDeliveries({ ...about, ids: free, takeable: "free" })),
    ...(
      await Promise.all(
        left.map((lease) => claimDeliveries({ ...about, ids: [lease.id], takeable: lease.takeable })),
      )
    ).flat(),
  ];
}

/** Makes one try; true unless it failed. */
async function attempt(
  row: DeliveryRow,
  endpoint: EndpointRow | undefined,
  message: MessageRow | undefined,
): Promise<boolean> {
  if (endpoint === undefined || endpoint.disabledAt !== null || message === undefined) {
    await releaseDelivery(row);
    return true;
  }
  const at = now();
  const begun = performance.now();
  const body = JSON.stringify(message.payload);
  const headers = signed(endpoint, message.id, body, at);
  const result = await post(endpoint.url, { headers, body }, { signal: courier.leaving.signal });
  if (result.reason === "interrupted") {
    await releaseDelivery(row);
    return true;
  }
  const ms = Math.round(performance.now() - begun);
  const tries = [
    ...row.tries.slice(1 - KEPT_TRIES),
    { at: at.toISOString(), ms, status: result.status, reason: result.reason },
  ];
  const { status } = result;
  if (status !== null && status >= 200 && status < 300) return delivered(endpoint, { ...row, tries });
  return failed(endpoint, { ...row, tries }, result);
}

async function delivered(endpoint: EndpointRow, row: DeliveryRow): Promise<true> {
  noteWell(endpoint.id);
  countTry("delivered");
  const at = now();
  const { tries, failures } = row;
  await settle([
    settleDelivery(row, { outcome: "delivered", tries, failures, dueAt: null, endedAt: at }),
    ...(failures > 0 ? [alignFollowers(row, at)] : []),
    ...(endpoint.failingSince === null ? [] : [noteEndpointSuccess(endpoint.id)]),
  ]);
  return true;
}

async function failed(endpoint: EndpointRow, row: DeliveryRow, result: PostResult): Promise<false> {
  noteFailed(endpoint.id);
  countTry("failed");
  const at = now();
  const failures = row.failures + 1;
  const gone = result.status === 410;
  const dueAt = gone ? null : nextTry(at, failures, world().random(), result.askedPauseMs);
  log.warn(
    { delivery: row.id, endpoint: endpoint.id, status: result.status, reason: result.reason, failures },
    dueAt === null ? "A message was given up." : "A message was not taken.",
  );
  await settle([
    settleDelivery(row, {
      outcome: dueAt === null ? "given_up" : "waiting",
      tries: row.tries,
      failures,
      dueAt,
      endedAt: dueAt === null ? at : null,
    }),
    alignFollowers(row, dueAt ?? at),
    noteEndpointFailure(endpoint.id, at),
  ]);
  const failingMs = at.getTime() - (endpoint.failingSince ?? at).getTime();
  if (gone) await disable(endpoint, "gone");
  else if (failingMs >= FAILING_MS) await disable(endpoint, "failed_too_long");
  else lookAgain(Math.max(restMs(endpoint.id), (dueAt ?? at).getTime() - at.getTime()));
  return false;
}

function lookAgain(ms: number): void {
  if (courier.on && ms <= SOON_MS) setTimeout(look, ms + 1).unref();
}
