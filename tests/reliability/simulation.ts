import { setTimeout as immediately } from "node:timers/promises";
import { vi } from "vitest";
import { findConnection } from "#db/connections";
import { OWNER } from "#lib/lease";
import { log } from "#lib/log";
import type { Actor } from "#lib/people/sessions";
import type { HttpResponse } from "#lib/providers/types";
import { setWorld, type World } from "#lib/world";
import { testEngine } from "../rig/database.ts";
import { type Desk, openDesk } from "./desk.ts";
import { grantFor, openVendor, type VendorGrant } from "./vendor.ts";
import { wayOf } from "./vendor-wire.ts";

/** A desk with all vendors beside it and one clock for everything, which moves when the test says so. */

export const seconds = (count: number) => count * 1_000;
export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;

/** What is simulated here says nothing about the engine, so it runs on the default one only. */
export const isOtherEngine = testEngine() !== "sqlite";

/** Chance that repeats: a linear congruential generator (Numerical Recipes' constants). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * `clock`: "whole" moves the machine's time as well, as real time does; "ours" moves only what the product
 * goes by, as the demo's control page does.
 */
export async function openSimulation({
  clock = "whole" as "whole" | "ours",
  seed = 1,
  url = undefined as string | undefined,
  vendor: terms = {} as Omit<NonNullable<Parameters<typeof openVendor>[0]>, "now">,
} = {}) {
  forgetVendors();
  log.level = "silent";
  const begunAt = Date.parse("2027-03-01T00:00:00.000Z");
  let at = begunAt;
  if (clock === "whole") vi.useFakeTimers({ toFake: ["Date"], now: at });
  const random = chance(seed);
  const vendor = openVendor({ ...terms, now: () => at });
  let watcher: Watcher = (next) => next();
  const world: Partial<World> = {
    now: () => new Date(at),
    random,
    pause: async () => void (await immediately(0)),
    exchange: (provider, request) =>
      watcher(() => vendor.exchange(provider, request), provider.id, wayOf(request).way),
  };
  const desk: Desk = await openDesk({ ...(url === undefined ? {} : { url }), world });

  return {
    desk,
    vendor,
    random,
    begunAt,
    now: () => at,
    advance(ms: number) {
      at += ms;
      if (clock === "whole") vi.setSystemTime(at);
    },
    /** Stands between the product and its vendors. */
    watch(given: Watcher) {
      watcher = given;
    },
    setLease: (leaseMs: number) => setWorld({ ...world, leaseMs }),
    /** An account at the vendor whose person has just agreed, and the connection that came of it. */
    async link(
      actor: Actor,
      provider: string,
      account: string,
      given: Partial<VendorGrant> = {},
    ): Promise<string> {
      const { grant, tokens } = vendor.agree(provider, account, given);
      return desk.link(actor, provider, { accountId: account, tokens, grant: grantFor(grant) });
    },
    row: async (id: string) => {
      const row = await findConnection("everyone", id);
      if (row === null) throw new Error(`There is no connection ${id}.`);
      return row;
    },
    async close() {
      await desk.close();
      vi.useRealTimers();
    },
  };
}

/** What this process remembers of vendors, as if it had just been started. */
function forgetVendors() {
  const remembered = globalThis as Record<string, unknown>;
  for (const name of ["patchbayCircuits", "patchbayIncidents", "patchbayFailing"])
    (remembered[name] as Map<string, unknown> | undefined)?.clear();
}

type Watcher = (
  next: () => Promise<HttpResponse>,
  provider: string,
  way: ReturnType<typeof wayOf>["way"],
) => Promise<HttpResponse>;

/** A process that was on this machine and is no more: this one's id, but it was started at another time. */
export const deadOwner = () => OWNER.replace(/^([^/]*\/\d+\/)\d+/, "$11");

export type Simulation = Awaited<ReturnType<typeof openSimulation>>;
