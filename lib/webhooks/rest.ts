import "#lib/server-only";

/**
 * An endpoint that fails again and again is left alone for a moment, and then asked with one message instead
 * of many. What waits meanwhile has not been tried. Remembered by each process for itself.
 */

const FAILURES = 5;
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

type Memory = { failures: number; until: number };
const holder = globalThis as typeof globalThis & { patchbayEndpointRests?: Map<string, Memory> };
holder.patchbayEndpointRests ??= new Map();
const memories = holder.patchbayEndpointRests;

const isResting = (id: string) => restMs(id) > 0;

export const restMs = (id: string) => Math.max(0, (memories.get(id)?.until ?? 0) - performance.now());

/** After a rest one message goes first. */
export const isOnTrial = (id: string) => (memories.get(id)?.failures ?? 0) >= FAILURES;

export function noteFailed(id: string): void {
  const failures = (memories.get(id)?.failures ?? 0) + 1;
  const rest = failures < FAILURES ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - FAILURES));
  memories.set(id, { failures, until: performance.now() + rest });
}

export const noteWell = (id: string) => void memories.delete(id);

/** Those that rest right now. */
export const resting = (): string[] => [...memories.keys()].filter(isResting);
