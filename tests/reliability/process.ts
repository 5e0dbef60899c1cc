import { vi } from "vitest";

/**
 * One more process, as far as the product can tell: modules, promises under way and what is remembered of
 * vendors are its own; the database, the clock and the network are shared. Every second one signs its leases
 * as another process that lives, so that neither takes the other's for a leftover of its own.
 */

const memories = [
  "patchbayFresh",
  "patchbayPasses",
  "patchbayCircuits",
  "patchbayIncidents",
  "patchbayFailing",
] as const;

/** Two that live for as long as the test does: this one and the one that runs it. */
const living = [process.pid, process.ppid];
let started = 0;

async function signedAs(pid: number) {
  const real = process.pid;
  Object.defineProperty(process, "pid", { value: pid, configurable: true });
  try {
    return await import("#lib/lease");
  } finally {
    Object.defineProperty(process, "pid", { value: real, configurable: true });
  }
}

export type Process = Awaited<ReturnType<typeof startProcess>>;

export async function startProcess() {
  const shared = globalThis as Record<string, unknown>;
  const before = memories.map((name) => shared[name]);
  for (const name of memories) delete shared[name];
  vi.resetModules();
  const { OWNER } = await signedAs(living[started % living.length] as number);
  started += 1;
  const { freshConnection } = await import("#lib/connections/fresh");
  const { refreshNow } = await import("#lib/connections/refresh-now");
  const { disconnect } = await import("#lib/connections/disconnect");
  const { receiveWebhook } = await import("#lib/connections/webhook");
  const { saveLink } = await import("#lib/connections/save-link");
  const { tellVendor } = await import("#lib/connections/revoke");
  const { sweep } = await import("#lib/sweep/sweep");
  const own = memories.map((name) => shared[name] as Map<unknown, unknown>);
  for (const [index, name] of memories.entries()) shared[name] = before[index];
  return {
    freshConnection,
    refreshNow,
    disconnect,
    receiveWebhook,
    saveLink,
    tellVendor,
    sweep,
    owner: OWNER,
    /** What is left of it after it was killed and started again: nothing. */
    forget() {
      for (const memory of own) memory.clear();
    },
  };
}
