import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { compare, startReceiver } from "../../scripts/lib/receiver.mjs";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";

/** What the host application is told, and how: signed, in order, again and again, and by whoever is there. */

vi.stubEnv("WEBHOOKS_ALLOW_PRIVATE", "yes");
vi.stubEnv("SMTP_URL", "smtp://127.0.0.1:1");
vi.stubEnv("MAIL_FROM", "patchbay@example.com");
const { openDesk } = await import("./desk.ts");
const { store } = await import("#db/store");
const { insertUser } = await import("#db/users");
const endpoints = await import("#lib/webhooks/endpoints");
const { message } = await import("#lib/webhooks/message");
const { deliverDue, deliveriesEnded, startDelivering, stopDelivering } = await import(
  "#lib/webhooks/courier"
);
const { noteWell } = await import("#lib/webhooks/rest");
const { newId } = await import("#lib/random");

const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
let time = Date.now();
const desk = await openDesk({
  url: database.url,
  world: { now: () => new Date(time), random: () => 0.5 },
});
const by = { kind: "person", id: "admin", name: "Ada" } as const;
const receiver = await startReceiver();
afterAll(async () => {
  stopDelivering();
  await deliveriesEnded(1_000);
  await receiver.close();
  await desk.close();
  await database.drop();
  folder.remove();
});

beforeEach(() => {
  receiver.taken.length = 0;
  receiver.answers(() => 204);
});
afterEach(async () => {
  stopDelivering();
  await deliveriesEnded(1_000);
  for (const table of ["deliveries", "messages", "webhook_endpoints"])
    await query(database.url, `DELETE FROM ${table}`);
});

async function endpoint(given: Partial<Parameters<typeof endpoints.createEndpoint>[1]> = {}) {
  const made = await endpoints.createEndpoint(by, { url: receiver.url, ...given });
  receiver.knows(made.secret);
  return made;
}

const tell = (subject: string, number = 0, type: Parameters<typeof message>[0] = "connection.linked") =>
  store().atomically([message(type, subject, new Date(time), { number })]);
const deliver = () => deliverDue(performance.now() + 60_000);
const numbers = () => receiver.taken.map(({ payload }) => payload.data.number);
const stateOf = async (id: string) => (await endpoints.listDeliveries(by, id)).data;
const minute = 60_000;
const hour = 60 * minute;

test("a message arrives signed, with its id, its time and what it tells", async () => {
  await endpoint();
  await tell("one", 7);
  await deliver();
  expect(receiver.taken).toMatchObject([
    {
      verified: true,
      type: "connection.linked",
      payload: { type: "connection.linked", data: { number: 7 } },
    },
  ]);
  const [taken] = receiver.taken;
  expect(taken?.id).toMatch(/^msg_/);
  expect(taken?.headers["content-type"]).toBe("application/json");
  expect(Object.keys(taken?.payload).sort()).toEqual(["data", "timestamp", "type"]);
});

test("what is committed is delivered at once, without a sweep", async () => {
  await endpoint();
  startDelivering();
  await tell("one");
  await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), { interval: 2, timeout: 30_000 });
});

test("what was not committed is never delivered", async () => {
  await endpoint();
  startDelivering();
  const nothing = () => store().db.select().from(store().webhookEndpoints).limit(0);
  expect(
    await store().atomically([nothing, message("connection.linked", "x", new Date(time), {})]),
  ).toBeNull();
  await deliver();
  expect(receiver.taken).toEqual([]);
});

test("an endpoint is told the types that it wants, and nothing while it is disabled", async () => {
  const some = await endpoint({ types: ["connection.removed"] });
  await tell("one", 1);
  await tell("one", 2, "connection.removed");
  await deliver();
  expect(numbers()).toEqual([2]);
  await endpoints.disableEndpoint(by, some.id);
  await tell("one", 3, "connection.removed");
  await deliver();
  expect(numbers()).toEqual([2]);
});

describe("the order", () => {
  test("of one subject is kept: a later message waits for the one before, others do not", async () => {
    const { id } = await endpoint();
    receiver.answers(({ payload }) => (payload.data.number === 1 ? 500 : 204));
    await tell("slow", 1);
    await tell("slow", 2);
    await tell("other", 3);
    await deliver();
    expect(numbers().sort()).toEqual([1, 3]);
    time += 6_000;
    receiver.answers(() => 204);
    await deliver();
    expect(numbers().slice(2)).toEqual([1, 2]);
    expect((await stateOf(id)).map(({ outcome }) => outcome)).toEqual([
      "delivered",
      "delivered",
      "delivered",
    ]);
  });

  test("goes on once a message was given up", async () => {
    const { id } = await endpoint();
    receiver.answers(({ payload }) => (payload.data.number === 1 ? 500 : 204));
    await tell("one", 1);
    await tell("one", 2);
    const at: number[] = [];
    for (let day = 0; day < 12; day += 1) {
      await deliver();
      const [last] = (await stateOf(id)).slice(-1);
      at.push((last?.nextTryAt?.getTime() ?? time) - time);
      if (last?.outcome === "given_up") break;
      time = last?.nextTryAt?.getTime() ?? time;
      noteWell(id);
    }
    // Half of a tenth more, since chance is a half here.
    expect(at.slice(0, -1).map((ms) => ms / 1_000)).toEqual(
      [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((seconds) => seconds * 1.05),
    );
    await deliver();
    expect(numbers()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  });

  test("is kept for five hundred messages of four subjects, delivered by two who look at once", async () => {
    await endpoint();
    for (let number = 0; number < 500; number += 1) await tell(`subject ${number % 4}`, number);
    await Promise.all([deliver(), deliver()]);
    const sent = (await query(database.url, "SELECT id, subject FROM messages ORDER BY position")) as {
      id: string;
      subject: string;
    }[];
    expect(compare(sent, receiver.taken)).toEqual({
      sent: 500,
      lost: 0,
      duplicates: 0,
      disorder: 0,
      unverified: 0,
    });
  });
});

describe("an endpoint that does not take a message", () => {
  test("is asked again no sooner than it says", async () => {
    const { id } = await endpoint();
    receiver.answers(() => ({ status: 503, headers: { "retry-after": "120" } }));
    await tell("one");
    await deliver();
    const [waiting] = await stateOf(id);
    expect((waiting?.nextTryAt?.getTime() ?? 0) - time).toBe(120_000);
    expect(waiting?.tries).toMatchObject([{ status: 503, reason: null }]);
  });

  test("and redirects is not followed", async () => {
    const trap = await startReceiver();
    const { id } = await endpoint();
    receiver.answers(() => ({ status: 307, headers: { location: trap.url } }));
    await tell("one");
    await deliver();
    expect(trap.connections()).toBe(0);
    expect((await stateOf(id))[0]).toMatchObject({ outcome: "waiting", tries: [{ status: 307 }] });
    await trap.close();
  });

  test("and says that it is gone is disabled at once; administrators are told", async () => {
    const admin = newId();
    await insertUser({
      id: admin,
      email: `${admin}@example.com`,
      name: "Ada",
      passwordHash: null,
      subject: null,
      role: "admin",
      disabledAt: null,
      createdAt: new Date(),
    });
    const { id } = await endpoint();
    receiver.answers(() => 410);
    await tell("one");
    await deliver();
    expect(await endpoints.readEndpoint(by, id)).toMatchObject({ state: "disabled", disabledReason: "gone" });
    expect(await query(database.url, `SELECT subject FROM mails WHERE user_id = '${admin}'`)).toEqual([
      { subject: expect.stringContaining("was disabled") },
    ]);
    const [entry] = await query(
      database.url,
      "SELECT actor_kind, data FROM audit_entries WHERE action = 'webhook.disabled' ORDER BY sequence DESC LIMIT 1",
    );
    expect(entry).toEqual({ actor_kind: "patchbay", data: '{"reason":"gone"}' });
    await query(database.url, `DELETE FROM mails`);
    await query(database.url, `DELETE FROM users WHERE id = '${admin}'`);
  });

  test("is disabled after five days, and told what waited once it is enabled", async () => {
    const { id } = await endpoint();
    receiver.answers(() => 500);
    await tell("one", 1);
    await deliver();
    time += 4 * 24 * hour;
    await tell("two", 2);
    await deliver();
    expect(await endpoints.readEndpoint(by, id)).toMatchObject({ state: "failing" });
    time += 25 * hour;
    await deliver();
    expect(await endpoints.readEndpoint(by, id)).toMatchObject({
      state: "disabled",
      disabledReason: "failed_too_long",
    });
    receiver.taken.length = 0;
    receiver.answers(() => 204);
    await tell("three", 3);
    await deliver();
    await endpoints.enableEndpoint(by, id);
    await deliver();
    expect(numbers().sort()).toEqual([1, 2]);
    expect(await endpoints.readEndpoint(by, id)).toMatchObject({ state: "working", failingSince: null });
  });

  test("is left alone for a moment, then asked with one message instead of many", async () => {
    await endpoint();
    receiver.answers(() => 500);
    for (let number = 0; number < 40; number += 1) await tell(`subject ${number}`, number);
    await deliver();
    // Eight at once were on their way when the fifth failure was seen.
    expect(receiver.taken.length).toBeLessThan(14);
  });

  test("and says too much is heard for 64 KiB only", async () => {
    const { id } = await endpoint();
    receiver.answers(() => ({ status: 200, body: "x".repeat(5_000_000) }));
    await tell("one");
    await deliver();
    expect((await stateOf(id))[0]).toMatchObject({ outcome: "delivered" });
  });
});

describe("again", () => {
  test("one delivery is sent with the same id, and the log says who asked", async () => {
    const { id } = await endpoint();
    await tell("one");
    await deliver();
    const [done] = await stateOf(id);
    await endpoints.replayDelivery(by, id, done?.id ?? "");
    await deliver();
    expect(receiver.taken.map((each) => each.id)).toEqual([done?.messageId, done?.messageId]);
    expect((await stateOf(id))[0]?.tries).toHaveLength(2);
  });

  test("everything since a time is sent, also what the endpoint never was told", async () => {
    await tell("one", 1);
    time += minute;
    const since = new Date(time);
    await tell("one", 2);
    await deliver();
    const { id } = await endpoint();
    await tell("one", 3);
    await deliver();
    expect(numbers()).toEqual([3]);
    expect(await endpoints.replaySince(by, id, { since })).toBe(2);
    await deliver();
    expect(numbers()).toEqual([3, 2, 3]);
  });

  test("nothing is sent for an endpoint that is disabled, and for nobody else's", async () => {
    const { id } = await endpoint();
    await tell("one");
    await deliver();
    const [done] = await stateOf(id);
    const other = await endpoints.createEndpoint(by, { url: receiver.url });
    await expect(endpoints.replayDelivery(by, other.id, done?.id ?? "")).rejects.toMatchObject({
      code: "not_found",
    });
    await endpoints.disableEndpoint(by, id);
    await expect(endpoints.replayDelivery(by, id, done?.id ?? "")).rejects.toMatchObject({
      code: "webhook_disabled",
    });
  });
});

describe("a secret", () => {
  test("is kept sealed, and replaced with an overlap in which both sign", async () => {
    const first = await endpoint();
    const [row] = await query(database.url, "SELECT sealed_secret FROM webhook_endpoints");
    expect(row?.sealed_secret).toMatch(/^v1\./);
    const second = await endpoints.rotateSecret(by, first.id, { overlapHours: 24 });
    receiver.knows(first.secret, second.secret);
    await tell("one");
    await deliver();
    expect(receiver.taken[0]).toMatchObject({ bySecrets: 2 });
    time += 25 * hour;
    await tell("one");
    await deliver();
    expect(receiver.taken[1]).toMatchObject({ bySecrets: 1 });
    receiver.knows(second.secret);
    await tell("one");
    await deliver();
    expect(receiver.taken[2]).toMatchObject({ verified: true });
  });

  test("replaced by two at once has one outcome", async () => {
    const { id } = await endpoint();
    const both = await Promise.allSettled([endpoints.rotateSecret(by, id), endpoints.rotateSecret(by, id)]);
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
    const good = both.flatMap((each) => (each.status === "fulfilled" ? [each.value.secret] : []));
    receiver.knows(...good);
    await tell("one");
    await deliver();
    expect(receiver.taken[0]?.verified).toBe(true);
  });
});

test("a test message goes to its endpoint only, whatever that wants", async () => {
  const other = await startReceiver();
  await endpoints.createEndpoint(by, { url: other.url });
  const { id } = await endpoint({ types: ["alert.raised"] });
  await endpoints.sendTest(by, id);
  await deliver();
  expect(receiver.taken).toMatchObject([{ type: "endpoint.test", verified: true }]);
  expect(other.taken).toEqual([]);
  await other.close();
});
