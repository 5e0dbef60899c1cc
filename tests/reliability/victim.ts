import { setTimeout as wait } from "node:timers/promises";
import { type ConnectionRow, findConnection } from "#db/connections";
import { openStore } from "#db/open";
import { isOutage } from "#db/outage";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { openAccessToken, openCredentials } from "#lib/connections/credentials";
import { disconnect } from "#lib/connections/disconnect";
import { finishLink } from "#lib/connections/finish";
import { type FreshOptions, freshConnection } from "#lib/connections/fresh";
import { startLink } from "#lib/connections/link";
import { linkWithKey } from "#lib/connections/link-with-key";
import { refreshNow } from "#lib/connections/refresh-now";
import { testNow } from "#lib/connections/test-now";
import { receiveWebhook } from "#lib/connections/webhook";
import { Failure } from "#lib/errors";
import { send } from "#lib/http";
import { goOnRotating } from "#lib/keys/rotate";
import type { Actor } from "#lib/people/sessions";
import type { ApiKey } from "#lib/providers/types";
import { readKeyset, setKeyset } from "#lib/vault";
import { startDelivering } from "#lib/webhooks/courier";
import { message } from "#lib/webhooks/message";
import { setWorld } from "#lib/world";
import { openDesk, providerOf } from "./desk.ts";
import { fingerprint } from "./fingerprint.ts";
import { fillDisk } from "./full-disk.ts";
import { expectFate, reached, watchBoundaries, watchEngine } from "./kill.ts";
import { shiftClock } from "./shifted-clock.ts";

/**
 * A process of its own with the product's core in it, which does what it is told over IPC until somebody
 * kills it. It is bundled before it is run (children.ts), so that a new one is there in a tenth of a second.
 */

let turns = 0;
let overrun = 0;

async function pause(ms: number): Promise<void> {
  turns += 1;
  await wait(ms);
}

const commands = {
  async open({ url, keys, leaseMs }: { url: string; keys: string; leaseMs?: number }) {
    // There are many of us, and PostgreSQL as it is installed serves a hundred connections in all.
    await openDesk({ url, keys, connections: 3 });
    setWorld({ ...(leaseMs === undefined ? {} : { leaseMs }), pause });
  },
  watch: async () => watchBoundaries(),
  async migrate(url: string, folder: string) {
    watchEngine();
    await openStore(url, folder);
  },
  expect: async (fate: { at: number; signal: "SIGKILL" | "SIGSTOP" } | null) => expectFate(fate),
  /** At that point the disk is full, for so long. */
  expectFullDisk: async (at: number, connectionId: string, forMs: number) =>
    expectFate({ at, act: () => fillDisk(connectionId, forMs) }),
  reached: async () => reached(),

  startLink: (actor: Actor, providerId: string, browser: string) =>
    startLink(actor, providerOf(providerId), { browser, connectionId: null, arrival: null }),
  finishLink: (actor: Actor, providerId: string, browser: string, query: string) =>
    finishLink(providerOf(providerId), { actor, browser, query: new URLSearchParams(query) }),
  linkWithKey: (actor: Actor, providerId: string, values: Record<string, string>) =>
    linkWithKey(actor, providerOf(providerId) as ApiKey, { values, keep: true, connectionId: null }),
  fresh: async (id: string, options: FreshOptions) => told(await freshConnection(id, options)),
  test: (actor: Actor, id: string) => testNow(actor, id),
  disconnect: (actor: Actor, id: string) => disconnect(actor, id),
  /** Goes on with the open change of the sealing key. */
  async rotate(keys: string) {
    setKeyset(readKeyset(keys));
    return goOnRotating();
  },
  webhook: (providerId: string, body: string) =>
    receiveWebhook(providerOf(providerId), { headers: {}, body }),

  /** Many at once; what they were given, by its fingerprint, and how long the slowest took. */
  async read(id: string, count: number): Promise<Readings> {
    const begun = performance.now();
    overrun = 0;
    const readings = await Promise.allSettled(
      Array.from({ length: count }, async () => told(await patiently(() => freshConnection(id)))),
    );
    const tokens: Record<string, number> = {};
    const failures: Record<string, number> = {};
    for (const each of readings) {
      if (each.status === "fulfilled") add(tokens, each.value.token);
      else add(failures, each.reason instanceof Failure ? each.reason.code : String(each.reason));
    }
    return { tokens, failures, overrun, slowestMs: performance.now() - begun };
  },

  /** This process's own clock is wrong from now on. */
  shiftClock: async (byMs: number) => shiftClock(byMs),
  /** Whoever waits for somebody else's renewal in this process has looked again that often. */
  async turns(count: number) {
    const enough = turns + count;
    while (turns < enough) await wait(5);
  },
  /** Reads and uses what it was given; what the vendor says to it. */
  async use(id: string): Promise<Told & { accepted: boolean }> {
    const row = await freshConnection(id);
    const held = openCredentials(row);
    const provider = providerOf(row.provider);
    if (held === null) throw new Failure("internal", "nothing is held");
    const accepted = await send(provider, provider.account(held.tokens, held.grant)).then(
      () => true,
      () => false,
    );
    return { ...told(row), accepted };
  },

  /** Tells the host application of something again and again, so many times a second; never ends by itself. */
  async tellForever(subjects: string[], aSecond: number) {
    startDelivering();
    for (let turn = 0; ; turn += 1) {
      const subject = subjects[turn % subjects.length] ?? "";
      const data = { sentAt: Date.now() };
      await store().atomically([message("connection.linked", subject, now(), data)]);
      await wait(1_000 / aSecond);
    }
  },

  /** "Refresh now" on all of these at once, again and again, saying so each time; never ends by itself. */
  async refreshForever(actor: Actor, ids: string[]) {
    await Promise.all(
      ids.map(async (id) => {
        for (;;) {
          try {
            await refreshNow(actor, id);
            const row = await findConnection(actor, id);
            if (row !== null) say({ renewed: told(row) });
          } catch (error) {
            if (!(error instanceof Failure)) throw error;
            if (error.code === "reauth_required") return;
          }
        }
      }),
    );
  },
} satisfies Record<string, (...args: never[]) => Promise<unknown>>;

export type Commands = typeof commands;
export type Readings = {
  tokens: Record<string, number>;
  failures: Record<string, number>;
  /** How often the engine had no time for a reader, who then asked again. */
  overrun: number;
  slowestMs: number;
};
/** A reader's answer, with the token as a fingerprint. */
export type Told = { id: string; generation: number; token: string };

/** As every back end does, asks again where the engine had no time for it, as on a machine that is overrun. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      overrun += 1;
      await wait(50);
    }
}

const told = (row: ConnectionRow): Told => ({
  id: row.id,
  generation: row.generation,
  token: fingerprint(openAccessToken(row)),
});

const add = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const say = (message: object) => process.send?.(message);

type Order = { call: number; name: keyof Commands; args: unknown[] };

process.on("message", async ({ call, name, args }: Order) => {
  try {
    const command = commands[name] as (...given: unknown[]) => Promise<unknown>;
    say({ call, value: (await command(...args)) ?? null });
  } catch (error) {
    const failure = error instanceof Failure ? error.code : null;
    say({ call, failure: failure ?? (error as Error).message, known: failure !== null });
  }
});
process.on("disconnect", () => process.exit());
say({ ready: process.pid });
