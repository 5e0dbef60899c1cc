import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type ConnectionRow, findByAccount } from "#db/connections";
import { store } from "#db/store";
import { disconnect } from "#lib/connections/disconnect";
import { inboxEnded } from "#lib/connections/inbox";
import { listUnclaimedInstallations } from "#lib/connections/unclaimed";
import { receiveWebhook } from "#lib/connections/webhook";
import { log } from "#lib/log";
import type { Actor } from "#lib/people/sessions";
import type { HttpResponse } from "#lib/providers/types";
import { attendInbox } from "#lib/sweep/inbox";
import { tidy } from "#lib/sweep/tidy";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { appKey, jwt, rs256, webhookPayload } from "../unit/providers/wix-signing.ts";
import { openDesk, providerOf } from "./desk.ts";
import { figure, times } from "./figures.ts";

/**
 * An owner installs, removes, links and disconnects; the vendor tells of it late, twice and in any order.
 * What is stored in the end is what a model says that only knows what happened, not when it was told.
 */

const { pem, privateKey } = appKey();
process.env.WIX_PUBLIC_KEY = pem;
const appId = process.env.WIX_CLIENT_ID ?? "wix-app";
const wix = "wix";

let nowMs = Date.parse("2026-03-01T00:00:00Z");
/** Sites that the vendor has the app on, and how often tokens were asked for each. */
const onSite = new Set<string>();
const asked = new Map<string, number>();
/** How many of the next requests the vendor does not answer. */
let outages = 0;
/** What the next request meets instead. */
let whileAsked: (() => Promise<HttpResponse>) | null = null;

const folder = mkdtempSync(join(tmpdir(), "patchbay-order-"));
const engine = testEngine();
const database = engine === "sqlite" ? null : await freshDatabase(engine, folder);
const desk = await openDesk({
  url: database?.url ?? "file::memory:",
  world: {
    now: () => new Date(nowMs),
    exchange: async (_, { body }) => {
      if (whileAsked !== null) return whileAsked();
      const { instance_id: site } = (body as { json: Record<string, string> }).json;
      asked.set(site ?? "", (asked.get(site ?? "") ?? 0) + 1);
      if (outages > 0) {
        outages -= 1;
        return { status: 503, headers: {}, body: "" };
      }
      return onSite.has(site ?? "")
        ? { status: 200, headers: {}, body: { access_token: `t-${nowMs}`, expires_in: 14_400 } }
        : { status: 400, headers: {}, body: { error: "invalid_grant" } };
    },
  },
});
const people: [Actor, Actor] = [await desk.person("Sam"), await desk.person("Kim")];
afterAll(async () => {
  await desk.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

log.level = "silent";
const seconds = (count: number) => count * 1_000;

type Told = { eventType: "AppInstalled" | "AppRemoved"; atMs: number; body?: string; endsMs?: number };

/** A repetition after the end of the first is signed anew. */
function tell(site: string, told: Told): Promise<void> {
  if (told.body === undefined || (told.endsMs ?? 0) <= nowMs) {
    const { eventType, atMs } = told;
    told.endsMs = nowMs + seconds(3_600);
    const dates = { issuedAt: new Date(atMs), expiresAt: new Date(told.endsMs) };
    const payload = webhookPayload({ eventType, instanceId: site, appId, ...dates });
    told.body = jwt({ alg: "RS256" }, payload, rs256(privateKey));
  }
  return receiveWebhook(providerOf(wix), { headers: {}, body: told.body });
}

async function settled() {
  await turn();
  await inboxEnded();
}

/** Sweeps, with time going by, until nothing is left to do. */
async function allDone(site: string) {
  await settled();
  for (let round = 0; round < 20; round += 1) {
    if ((await entriesOf(site)).every(({ dueAt }) => dueAt === null)) return;
    nowMs += seconds(600);
    await attendInbox();
  }
  expect.unreachable("the inbox was never done");
}

async function entriesOf(site: string) {
  const { db, inbox } = store();
  return (await db.select().from(inbox)).filter(({ accountId }) => accountId === site);
}

const link = (person: Actor, site: string) =>
  desk.link(person, wix, {
    accountId: site,
    tokens: {
      accessToken: "a",
      refreshToken: null,
      scopes: null,
      expiresAt: new Date(nowMs + seconds(14_400)),
    },
    grant: { kind: "installation", instanceId: site },
  });

const rowOf = ({ userId }: Actor, site: string) => findByAccount({ userId }, wix, site);

async function isUnclaimed(site: string): Promise<boolean> {
  const listed = (await listUnclaimedInstallations()).some(({ account }) => account === site);
  const { db, installations } = store();
  const stored = (await db.select().from(installations)).some(({ accountId }) => accountId === site);
  // What is claimed or removed is not merely left out of the list.
  expect(stored).toBe(listed);
  return listed;
}

/** What happened, and nothing about who was told when. */
type History = {
  installedAt: number;
  removedAt: number;
  linkedAt: [number, number];
  endedAt: [number, number];
};

const newest = (...instants: number[]) => Math.max(...instants);
const isLinked = (so: History, who: 0 | 1) => so.linkedAt[who] > newest(so.endedAt[who], so.removedAt, 0);
const hasLinked = (so: History, who: 0 | 1) => so.linkedAt[who] > 0;
const isWaiting = (so: History) => so.installedAt > newest(so.removedAt, ...so.linkedAt);

const acts = {
  install: (so: History) => !isOn(so),
  remove: (so: History) => isOn(so),
  "link as Sam": (so: History) => isOn(so),
  "link as Kim": (so: History) => isOn(so),
  "disconnect as Sam": (so: History) => hasLinked(so, 0),
  "disconnect as Kim": (so: History) => hasLinked(so, 1),
} as const satisfies Record<string, (so: History) => boolean>;
type Act = keyof typeof acts;

const isOn = (so: History) => so.installedAt > so.removedAt;

async function perform(act: Act, site: string, so: History): Promise<Told | null> {
  const who = act.endsWith("Kim") ? 1 : 0;
  switch (act) {
    case "install":
      so.installedAt = nowMs;
      onSite.add(site);
      return { eventType: "AppInstalled", atMs: nowMs };
    case "remove":
      so.removedAt = nowMs;
      onSite.delete(site);
      return { eventType: "AppRemoved", atMs: nowMs };
    case "link as Sam":
    case "link as Kim":
      so.linkedAt[who] = nowMs;
      await link(people[who], site);
      return null;
    default: {
      so.endedAt[who] = nowMs;
      const row = await rowOf(people[who], site);
      if (row !== null) await disconnect(people[who], row.id);
      return null;
    }
  }
}

/** A step: how long after the one before, what of that which is possible then, and how its webhook travels. */
const step = fc.record({
  gapSeconds: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 4, arbitrary: fc.integer({ min: 10, max: 400 }) },
    { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 40_000 }) },
  ),
  chosen: fc.nat({ max: 5 }),
  /** For each delivery of the webhook, how many steps late it is. */
  late: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 3 }),
  /** Where among those that arrive together. */
  place: fc.nat(),
  atOnce: fc.boolean(),
  outages: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let sites = 0;

async function play(steps: Step[]) {
  sites += 1;
  const site = `site-${sites}`;
  const so: History = { installedAt: 0, removedAt: -1, linkedAt: [0, 0], endedAt: [0, 0] };
  const told = new Set<Told>();
  let waiting: { told: Told; due: number; place: number }[] = [];
  const done: Act[] = [];

  for (const [index, each] of steps.entries()) {
    // Whole seconds apart and away from their edges, as the vendor's instants have no fractions.
    nowMs = Math.floor(nowMs / 1000) * 1000 + seconds(each.gapSeconds) + 500;
    const possible = (Object.keys(acts) as Act[]).filter((act) => acts[act](so));
    const act = possible[each.chosen % possible.length] ?? "install";
    done.push(act);
    const news = await perform(act, site, so);
    if (news !== null) {
      told.add(news);
      for (const late of each.late) waiting.push({ told: news, due: index + late, place: each.place });
    }
    outages = each.outages;
    const arriving = waiting.filter(({ due }) => due <= index).toSorted((a, b) => a.place - b.place);
    waiting = waiting.filter(({ due }) => due > index);
    if (each.atOnce) await Promise.all(arriving.map((one) => tell(site, one.told)));
    else for (const one of arriving) await tell(site, one.told).then(settled);
    await settled();
    outages = 0;
    for (const who of [0, 1] as const)
      if (isLinked(so, who)) expect((await rowOf(people[who], site))?.status, done.join()).toBe("active");
  }
  for (const one of waiting.toSorted((a, b) => a.place - b.place)) await tell(site, one.told);
  await allDone(site);

  const status = async (who: 0 | 1): Promise<ConnectionRow["status"] | null> =>
    (await rowOf(people[who], site))?.status ?? null;
  const found = { Sam: await status(0), Kim: await status(1), waiting: await isUnclaimed(site) };
  const modelled = (who: 0 | 1) => (hasLinked(so, who) ? (isLinked(so, who) ? "active" : "revoked") : null);
  expect(found, done.join()).toEqual({ Sam: modelled(0), Kim: modelled(1), waiting: isWaiting(so) });
  expect(await entriesOf(site)).toHaveLength(told.size);
  if (so.linkedAt[0] + so.linkedAt[1] === 0) expect(asked.get(site)).toBeUndefined();
  // The lists of later sites stay short.
  const { db, inbox, installations } = store();
  await db.delete(inbox).returning({ id: inbox.id });
  await db.delete(installations).returning({ id: installations.id });
  onSite.delete(site);
  return told.size;
}

test("whatever order the words come in, what is stored is what happened", {
  timeout: 1_800_000,
}, async () => {
  const sequences = times(engine === "sqlite" ? 500 : 250, 10_000);
  let words = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      words += await play(steps);
    }),
    { numRuns: sequences, endOnFailure: true },
  );
  figure({
    id: "S23",
    what: "webhooks shuffled, repeated and late",
    measured: `${sequences} sequences of ${words} events in all: final state as the model's`,
    goal: "10,000 sequences end as the model",
    reached: sequences >= 10_000,
  });
});

describe("a removal near the moment of a link", () => {
  /** A site that is linked, and the word of a removal dated so many seconds after the link. */
  async function told(afterSeconds: number, { stillOn }: { stillOn: boolean }) {
    sites += 1;
    const site = `site-${sites}`;
    nowMs = Math.floor(nowMs / 1000) * 1000 + seconds(600) + 500;
    onSite.add(site);
    const id = await link(people[0], site);
    if (!stillOn) onSite.delete(site);
    const atMs = nowMs + seconds(afterSeconds);
    nowMs += seconds(300);
    await tell(site, { eventType: "AppRemoved", atMs });
    await settled();
    return { id, site, status: async () => (await rowOf(people[0], site))?.status };
  }

  test.each([
    [-121, "long before it", true, "active", "stale", 0],
    [-121, "long before it, though the vendor refuses", false, "active", "stale", 0],
    [-119, "shortly before it, while the vendor gives tokens", true, "active", "stale", 1],
    [-119, "shortly before it, where the vendor gives none any more", false, "revoked", "applied", 1],
    [-1, "a moment before it, where the vendor gives none any more", false, "revoked", "applied", 1],
    [0, "within the same second", true, "revoked", "applied", 0],
    [60, "after it", false, "revoked", "applied", 0],
  ])("(%i s, %s)", async (after, _, stillOn, status, outcome, requests) => {
    const found = await told(after, { stillOn });
    expect(await found.status()).toBe(status);
    expect(asked.get(found.site) ?? 0).toBe(requests);
    expect(await entriesOf(found.site)).toMatchObject([{ outcome, dueAt: null }]);
  });

  test("waits for a vendor that does not answer, longer each time, and is decided when it does", async () => {
    outages = 3;
    const found = await told(-60, { stillOn: false });
    for (const failures of [1, 2, 3]) {
      expect(await found.status()).toBe("active");
      const [entry] = await entriesOf(found.site);
      expect(entry).toMatchObject({ failures, outcome: null });
      expect(entry?.dueAt?.getTime()).toBeGreaterThan(nowMs);
      await attendInbox();
      expect(asked.get(found.site)).toBe(failures);
      nowMs = entry?.dueAt?.getTime() ?? nowMs;
      await attendInbox();
    }
    expect(await found.status()).toBe("revoked");
    expect(await entriesOf(found.site)).toMatchObject([{ outcome: "applied", dueAt: null }]);
  });

  test("leaves a link alone that was made anew while the vendor was asked", async () => {
    const found = await told(-121, { stillOn: true });
    onSite.delete(found.site);
    whileAsked = async () => {
      whileAsked = null;
      nowMs += seconds(10);
      onSite.add(found.site);
      await link(people[0], found.site);
      return { status: 400, headers: {}, body: { error: "invalid_grant" } };
    };
    const linkedMs = (await rowOf(people[0], found.site))?.linkedAt.getTime() ?? 0;
    await tell(found.site, { eventType: "AppRemoved", atMs: linkedMs - seconds(30) });
    await settled();
    expect(await found.status()).toBe("active");
  });
});

test("entries that were acted on are kept for a week, and those that were not for as long as it takes", async () => {
  const { db, inbox } = store();
  await db.delete(inbox).returning({ id: inbox.id });
  nowMs = Math.floor(nowMs / 1000) * 1000;
  await tell("kept", { eventType: "AppInstalled", atMs: nowMs });
  await settled();
  const week = seconds(7 * 86_400);
  nowMs += week - 1;
  await tidy();
  expect(await entriesOf("kept")).toHaveLength(1);
  await db
    .update(inbox)
    .set({ dueAt: new Date(nowMs) })
    .returning({ id: inbox.id });
  nowMs += week;
  await tidy();
  expect(await entriesOf("kept")).toHaveLength(1);
  await attendInbox();
  nowMs += seconds(3_601);
  await tidy();
  expect(await entriesOf("kept")).toEqual([]);
});
