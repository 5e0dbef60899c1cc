import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listIncidents } from "#db/incidents";
import { store } from "#db/store";
import { disconnect } from "#lib/connections/disconnect";
import { freshConnection } from "#lib/connections/fresh";
import { startLink } from "#lib/connections/link";
import type { Actor } from "#lib/people/sessions";
import { sweep } from "#lib/sweep/sweep";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { providerOf } from "./desk.ts";
import { startProcess } from "./process.ts";
import { deadOwner, hours, minutes, openSimulation, type Simulation, seconds } from "./simulation.ts";

/** The sweep from end to end: what is due is done, at an even pace, by whoever comes first. */

const folder = temporaryFolder();
let simulation: Simulation;
let sam: Actor;
let drop: () => Promise<unknown>;

beforeEach(async () => {
  const database = await freshDatabase(testEngine(), folder.path);
  drop = database.drop;
  const url = testEngine() === "sqlite" ? "file::memory:" : database.url;
  simulation = await openSimulation({ url, vendor: { revoking: "token" } });
  sam = await simulation.desk.person();
});
afterEach(async () => {
  await simulation.close();
  await drop();
});

/** Rounds as the timer makes them, ten seconds apart unless said otherwise. */
async function rounds(count: number, everyMs = seconds(10)) {
  for (let round = 0; round < count; round += 1) {
    simulation.advance(everyMs);
    await sweep();
  }
}

async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { within, everyMs = seconds(10) }: { within: number; everyMs?: number },
) {
  for (const end = simulation.now() + within; simulation.now() < end; ) {
    await rounds(1, everyMs);
    if (await isSo()) return;
  }
  throw new Error(`It never came to this: ${what}.`);
}

const kindsOf = async (id: string) => {
  const { db, events } = store();
  const all = await db.select().from(events);
  return all.filter((each) => each.connectionId === id).map(({ kind }) => kind);
};

describe("what ends is renewed before anybody has to wait", () => {
  test.each([
    ["wistia", hours(6)],
    ["api-video", hours(1)],
    ["wix", hours(4)],
    ["wix-advanced", minutes(5)],
  ])("at %s", async (provider, lifeMs) => {
    const id = await simulation.link(sam, provider, "a");
    for (let life = 0; life < 3; life += 1) {
      const before = (await simulation.row(id)).generation;
      await until("renewed", async () => (await simulation.row(id)).generation > before, {
        within: lifeMs,
        everyMs: lifeMs / 30,
      });
    }
    const row = await simulation.row(id);
    expect(row.expiresAt?.getTime()).toBeGreaterThan(simulation.now() + lifeMs / 2);
    expect(simulation.vendor.renewals()).toHaveLength(3);
    expect(await kindsOf(id)).toEqual(["linked", "renewed", "renewed", "renewed"]);
  });
});

test("a backlog is spread over a minute's rounds, and never more than five calls are under way at once", async () => {
  let atOnce = 0;
  let most = 0;
  let go: () => void = () => {};
  const fiveAtOnce = new Promise<void>((resolve) => {
    go = resolve;
  });
  simulation.watch(async (next) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    // Where the engine is slower than the vendor, the first one would be gone before the fifth comes.
    if (atOnce === 5) go();
    await fiveAtOnce;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return next().finally(() => {
      atOnce -= 1;
    });
  });
  for (let count = 0; count < 120; count += 1) await simulation.link(sam, "wistia", `a-${count}`);
  simulation.advance(hours(7));
  const perRound = [];
  for (let round = 0; round < 7; round += 1) {
    const before = simulation.vendor.renewals().length;
    await rounds(1);
    perRound.push(simulation.vendor.renewals().length - before);
  }
  expect(perRound).toEqual([20, 20, 20, 20, 20, 20, 0]);
  expect(most).toBe(5);
});

test("two processes that sweep at the same moment ask the vendor once for each connection that is due", async () => {
  const [one, other] = [await startProcess(), await startProcess()];
  for (let count = 0; count < 60; count += 1) {
    await simulation.link(sam, "api-video", `video-${count}`);
    await simulation.link(sam, "wistia", `wistia-${count}`);
    await simulation.link(sam, "gist", `gist-${count}`);
  }
  simulation.advance(hours(30));
  for (let round = 0; round < 8; round += 1) {
    simulation.advance(seconds(10));
    await Promise.all([one.sweep(), other.sweep()]);
  }
  const perAccount = new Map<string | null, number>();
  for (const { account } of simulation.vendor.renewals())
    perAccount.set(account, (perAccount.get(account) ?? 0) + 1);
  expect(perAccount.size).toBe(120);
  expect([...perAccount.values()].every((calls) => calls === 1)).toBe(true);
  expect(simulation.vendor.calls.every(({ status }) => status === 200)).toBe(true);
});

test("a slow vendor's pass holds up no other vendor's", async () => {
  await simulation.link(sam, "wistia", "slow");
  const quick = await simulation.link(sam, "wix", "quick");
  simulation.advance(hours(7));
  let letGo: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  simulation.watch(async (next, provider) => {
    if (provider === "wistia") await gate;
    return next();
  });
  const first = sweep();
  await expect.poll(async () => (await simulation.row(quick)).generation).toBe(2);
  // The round after does not begin the slow pass again, and does the quick one's work all the same.
  simulation.advance(hours(4));
  const second = sweep();
  await expect.poll(async () => (await simulation.row(quick)).generation).toBe(3);
  letGo();
  await Promise.all([first, second]);
  expect(simulation.vendor.renewals("slow")).toHaveLength(1);
});

describe("what never ends is proven daily", () => {
  test("and its proof is noted", async () => {
    const id = await simulation.link(sam, "gist", "a");
    for (let day = 1; day <= 3; day += 1) {
      simulation.advance(hours(27));
      await rounds(1);
      expect((await simulation.row(id)).provedAt?.getTime()).toBe(simulation.now());
      await rounds(3);
    }
    expect(simulation.vendor.calls).toHaveLength(3);
    expect(await simulation.row(id)).toMatchObject({ status: "active", provedBy: "test", generation: 1 });
  });

  test("and one whose proof is refused asks for its person", async () => {
    const id = await simulation.link(sam, "gist", "a");
    simulation.vendor.end(simulation.vendor.truth("a") as never);
    simulation.advance(hours(27));
    await rounds(1);
    expect(await simulation.row(id)).toMatchObject({
      status: "needs_reauth",
      sealedAccessToken: null,
      dueAt: null,
    });
    expect(await kindsOf(id)).toEqual(["linked", "refused"]);
  });

  test("and one that cannot be asked is asked again later, and judged by nobody", async () => {
    const id = await simulation.link(sam, "gist", "a");
    simulation.vendor.mood("gist", "down");
    simulation.advance(hours(27));
    await rounds(6);
    expect((await simulation.row(id)).status).toBe("active");
    simulation.vendor.mood("gist", "up");
    await until(
      "proven",
      async () => (await simulation.row(id)).provedBy === "test" && (await simulation.row(id)).failures === 0,
      { within: minutes(6) },
    );
  });
});

test("attempts that took too long are expired", async () => {
  await startLink(sam, providerOf("wistia"), { browser: "b", connectionId: null, arrival: null });
  const outcome = async () =>
    (await store().db.select().from(store().linkAttempts)).map((each) => each.outcome);
  await rounds(1);
  expect(await outcome()).toEqual(["waiting"]);
  simulation.advance(minutes(10));
  await rounds(1);
  expect(await outcome()).toEqual(["link_expired"]);
});

describe("an open intent whose owner is gone", () => {
  test("is taken up within a round of its lease's end, without its person", async () => {
    const id = await simulation.link(sam, "api-video", "a", { apiKey: "key-a" });
    simulation.advance(hours(1));
    // The vendor has answered, and the process died before it could write.
    simulation.vendor.mood("api-video", "lost");
    await freshConnection(id).catch(() => {});
    simulation.vendor.mood("api-video", "up");
    await abandon(id);
    await rounds(4);
    const row = await simulation.row(id);
    expect(row).toMatchObject({ status: "active", generation: 2, intent: null, leaseOwner: null });
    expect(simulation.vendor.renewals("a").map(({ way, status }) => `${way} ${status}`)).toEqual([
      "refresh 200",
      "refresh 400",
      "key 200",
    ]);
  });

  test("whose refresh token was the only way says what happened to it", async () => {
    const id = await simulation.link(sam, "api-video", "a");
    simulation.advance(hours(1));
    simulation.vendor.mood("api-video", "lost");
    await freshConnection(id).catch(() => {});
    simulation.vendor.mood("api-video", "up");
    await abandon(id);
    await rounds(4);
    expect(await simulation.row(id)).toMatchObject({ status: "needs_reauth", failureCode: "answer_lost" });
  });

  /** Leaves the row as a process does that dies between the vendor's answer and the commit. */
  async function abandon(id: string) {
    const { db, connections } = store();
    const at = new Date(simulation.now());
    await db
      .update(connections)
      .set({
        leaseOwner: deadOwner(),
        leaseUntil: new Date(simulation.now() + 30_000),
        intent: { operation: "renew", generation: 1, startedAt: at.toISOString(), unanswered: 0 },
        dueAt: new Date(simulation.now() + 30_000),
        failures: 0,
        failureCode: null,
        failedAt: null,
        retryAt: null,
      })
      .returning({ id: connections.id });
    expect((await simulation.row(id)).leaseOwner).not.toBeNull();
  }
});

describe("telling a vendor of an end", () => {
  const waiting = async () => (await store().db.select().from(store().revocations)).length;
  const told = () => simulation.vendor.calls.filter(({ way }) => way === "revoke");
  const revocation = async (id: string) => (await simulation.row(id)).receipt?.revocation;

  test("is done again until the vendor confirms, and then no more", async () => {
    const id = await simulation.link(sam, "wistia", "a");
    simulation.vendor.mood("wistia", "down");
    await disconnect(sam, id);
    expect(await revocation(id)).toBe("pending");
    await rounds(60);
    expect(await revocation(id)).toBe("pending");
    expect(told().length).toBeGreaterThan(3);
    simulation.vendor.mood("wistia", "up");
    await until("confirmed", async () => (await revocation(id)) === "done", { within: minutes(6) });
    const calls = told().length;
    expect(simulation.vendor.truth("a")?.ended).toBe(true);
    simulation.advance(hours(3));
    await rounds(3);
    expect(told()).toHaveLength(calls);
    expect(await waiting()).toBe(0);
  });

  test("is given up after a week, and its tokens are forgotten", async () => {
    const id = await simulation.link(sam, "wistia", "a");
    simulation.vendor.mood("wistia", "down");
    await disconnect(sam, id);
    for (let day = 0; day < 6; day += 1) {
      simulation.advance(hours(24));
      await rounds(1);
    }
    expect([await revocation(id), await waiting()]).toEqual(["pending", 1]);
    simulation.advance(hours(24));
    await rounds(30);
    expect([await revocation(id), await waiting()]).toEqual(["unreachable", 0]);
  });

  test("is done for a token that came after its connection was disconnected", async () => {
    const id = await simulation.link(sam, "wistia", "a", { singleUse: true });
    simulation.advance(hours(6));
    let answered: () => void = () => {};
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    simulation.watch(async (next, _provider, way) => {
      const response = await next();
      if (way === "refresh") await answer;
      return response;
    });
    const reader = freshConnection(id);
    await expect.poll(() => simulation.vendor.renewals("a").length).toBe(1);
    await disconnect(sam, id);
    // This vendor ends only what it is told of, and by now the refresh token is another one.
    expect(simulation.vendor.truth("a")?.ended).toBe(false);
    answered();
    await expect(reader).rejects.toMatchObject({ code: "disconnected" });
    expect(simulation.vendor.truth("a")?.ended).toBe(true);
    expect(await waiting()).toBe(0);
    expect(await kindsOf(id)).toContain("late_revocation");
  });
});

test("what nothing renews is announced before it ends, and ended when it does", async () => {
  const id = await simulation.link(sam, "gist", "a", { lifeSeconds: 10 * 86_400 });
  simulation.advance(hours(24 * 7.4));
  await rounds(1);
  expect(await kindsOf(id)).toEqual(["linked"]);
  simulation.advance(hours(24 * 0.2));
  await rounds(2);
  expect(await kindsOf(id)).toEqual(["linked", "expiring"]);
  expect((await simulation.row(id)).status).toBe("active");
  simulation.advance(hours(24 * 3));
  await rounds(2);
  expect(await kindsOf(id)).toEqual(["linked", "expiring", "ended"]);
  expect(await simulation.row(id)).toMatchObject({ status: "needs_reauth", sealedAccessToken: null });
  expect(simulation.vendor.calls).toHaveLength(0);
});

test("a failed renewal is tried again by the sweep alone until it is done", async () => {
  const id = await simulation.link(sam, "wistia", "a");
  simulation.vendor.mood("wistia", "down");
  simulation.advance(hours(6));
  await rounds(3);
  expect((await simulation.row(id)).failures).toBeGreaterThan(0);
  simulation.vendor.mood("wistia", "up");
  await until("renewed", async () => (await simulation.row(id)).generation === 2, { within: minutes(2) });
  expect(await simulation.row(id)).toMatchObject({ failures: 0, failureCode: null, retryAt: null });
  expect((await listIncidents("wistia", 9)).filter(({ closedAt }) => closedAt === null)).toEqual([]);
});

test("a sweep whose store fails harms nothing, and the next one does its work", async () => {
  const id = await simulation.link(sam, "wistia", "a");
  simulation.advance(hours(7));
  const { atomically } = store();
  let failures = 0;
  Object.assign(store(), {
    atomically: async () => {
      failures += 1;
      throw new Error("the disk is full");
    },
  });
  simulation.setLease(300);
  await rounds(1);
  Object.assign(store(), { atomically });
  expect(failures).toBeGreaterThan(1);
  expect(await simulation.row(id)).toMatchObject({ status: "active", generation: 1 });
  await expect
    .poll(async () => {
      await rounds(4);
      return (await simulation.row(id)).generation;
    })
    .toBe(2);
});
