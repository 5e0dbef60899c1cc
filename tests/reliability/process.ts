import { vi } from "vitest";

/**
 * One more process, as far as the product can tell: modules, promises under way and what is remembered of
 * vendors are its own; the database, the clock and the network are shared. That its owner lives is true as
 * well: it is this process.
 */

const memories = [
  "patchbayFresh",
  "patchbayPasses",
  "patchbayCircuits",
  "patchbayIncidents",
  "patchbayFailing",
] as const;

export type Process = Awaited<ReturnType<typeof startProcess>>;

export async function startProcess() {
  const shared = globalThis as Record<string, unknown>;
  const before = memories.map((name) => shared[name]);
  for (const name of memories) delete shared[name];
  vi.resetModules();
  const { freshConnection } = await import("#lib/connections/fresh");
  const { refreshNow } = await import("#lib/connections/refresh-now");
  const { disconnect } = await import("#lib/connections/disconnect");
  const { receiveWebhook } = await import("#lib/connections/webhook");
  const { saveLink } = await import("#lib/connections/save-link");
  const { tellVendor } = await import("#lib/connections/revoke");
  const { sweep } = await import("#lib/sweep/sweep");
  const { OWNER } = await import("#lib/lease");
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
