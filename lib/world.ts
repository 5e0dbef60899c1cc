import "#lib/server-only";
import { setTimeout as wait } from "node:timers/promises";
import type { HttpRequest, HttpResponse, Provider } from "#lib/providers/types";

/**
 * What comes in from outside: time, chance and the network. Everything else is decided by what is stored,
 * so a test that sets these three can replay any run.
 */
export type World = {
  /** The product's time, in demo and tests a moved one; null: the machine's. */
  now: (() => Date) | null;
  /** From 0 up to but not including 1. */
  random: () => number;
  pause: (ms: number) => Promise<void>;
  /** Sends one request to a vendor; null: over HTTP (lib/http.ts). Rejects with a Failure only. */
  exchange: ((provider: Provider, request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>) | null;
  /** How long a lease lasts: longer than the deadlines of two vendor calls and the commit together. */
  leaseMs: number;
};

const real: World = {
  now: null,
  random: Math.random,
  pause: async (ms) => void (await wait(ms)),
  exchange: null,
  leaseMs: 30_000,
};

// Next bundles its own copy of this module beside the server's.
const holder = globalThis as typeof globalThis & { patchbayWorld?: World };

export const world = (): World => holder.patchbayWorld ?? real;

/** For tests: replaces parts of the world; what is left out stays real. */
export function setWorld(parts: Partial<World>): void {
  holder.patchbayWorld = { ...real, ...parts };
}
