import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startReceiver } from "../../scripts/lib/receiver.mjs";
import { api, apiKey, clearDesk, flows, hours, link, sharedRig, somebody, until } from "./fixtures.ts";

/** A program adds an endpoint and looks after it, without anybody at a page. */

const rig = sharedRig();
let key: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  [key, receiver] = await Promise.all([apiKey(rig), startReceiver()]);
});
afterAll(() => receiver.close());
beforeEach(async () => {
  await clearDesk(rig);
  for (const table of ["deliveries", "webhook_endpoints", "messages", "idempotency"])
    await rig.query(`DELETE FROM ${table}`);
  receiver.taken.length = 0;
  receiver.answers(() => 204);
});

type Wish = { body?: unknown; headers?: Record<string, string>; by?: string };
const ask = (method: string, path: string, { body, headers = {}, by = key }: Wish = {}) =>
  api(rig, by, path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function added(wish: Record<string, unknown> = {}) {
  const made = await ask("POST", "webhooks", { body: { url: receiver.url, name: "Billing", ...wish } });
  expect(made.status).toBe(201);
  const { secret, ...endpoint } = made.body;
  receiver.knows(secret);
  return { secret, endpoint, at: `webhooks/${endpoint.id}` };
}

/** What was sent to it, once that is written down as delivered. */
const delivered = (at: string, number: number) =>
  until(`${number} are delivered`, async () => {
    const { body } = await ask("GET", `${at}/deliveries?outcome=delivered`);
    return body.data.length === number ? body.data : null;
  });

const told = (number: number) =>
  until(`${number} messages came`, async () => receiver.taken.length >= number && receiver.taken);

const audited = async (id: string) =>
  (
    await rig.query(
      `SELECT action, actor_kind FROM audit_entries WHERE target_id = '${id}' ORDER BY sequence`,
    )
  ).map(({ action, actor_kind }) => `${actor_kind} ${action}`);

describe("an endpoint", () => {
  test("is added, with a secret that is seen this once, and then listed and read", async () => {
    const { secret, endpoint, at } = await added();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32,}=*$/);
    expect(endpoint).toEqual({
      id: expect.stringMatching(/^ep_/),
      name: "Billing",
      url: receiver.url,
      types: null,
      state: "working",
      failingSince: null,
      disabledAt: null,
      disabledReason: null,
      oldSecretUntil: null,
      createdAt: expect.any(String),
    });
    const [listed, read] = [await ask("GET", "webhooks"), await ask("GET", at)];
    expect(listed.body).toEqual({ data: [endpoint], nextCursor: null });
    expect(read.body).toEqual(endpoint);
    expect(listed.text + read.text).not.toContain(secret);
    expect(JSON.stringify(await rig.query("SELECT * FROM webhook_endpoints"))).not.toContain(secret);
    expect(await audited(endpoint.id)).toEqual(["key webhook.created"]);
  });

  test("is told what it asked for and nothing else, signed", async () => {
    await added({ types: ["connection.disconnected"] });
    const id = await link(rig, await somebody(rig), flows.wistia);
    await ask("DELETE", `connections/${id}`);
    const [first] = await told(1);
    expect(first).toMatchObject({ type: "connection.disconnected", verified: true });
    expect(await rig.query("SELECT id FROM deliveries")).toHaveLength(1);
  });

  test("is changed field by field, and what is not named stays", async () => {
    const { endpoint, at } = await added();
    const named = await ask("PATCH", at, { body: { name: "Warehouse" } });
    expect(named.body).toEqual({ ...endpoint, name: "Warehouse" });
    const narrowed = await ask("PATCH", at, { body: { types: ["incident.opened"] } });
    expect(narrowed.body).toEqual({ ...endpoint, name: "Warehouse", types: ["incident.opened"] });
    const widened = await ask("PATCH", at, { body: { types: null, url: `${receiver.url}/2` } });
    expect(widened.body).toEqual({ ...endpoint, name: "Warehouse", url: `${receiver.url}/2` });
    expect((await ask("GET", at)).body).toEqual(widened.body);
    await ask("PATCH", at, { body: {} });
    expect(await audited(endpoint.id)).toEqual([
      "key webhook.created",
      ...Array(3).fill("key webhook.changed"),
    ]);
  });

  test("is changed and removed only while it is what was read, if that is asked for", async () => {
    const { at } = await added();
    const stale = { "if-match": (await ask("GET", at)).headers.get("etag") ?? "" };
    await ask("PATCH", at, { body: { name: "Changed since" } });
    for (const late of [
      await ask("PATCH", at, { body: { name: "Late" }, headers: stale }),
      await ask("DELETE", at, { headers: stale }),
    ])
      expect([late.status, late.body.code]).toEqual([412, "precondition_failed"]);
    const { body, headers } = await ask("GET", at);
    expect(body.name).toBe("Changed since");
    const present = { "if-match": headers.get("etag") ?? "" };
    expect((await ask("DELETE", at, { headers: present })).status).toBe(200);
  });

  test("is paused, waits, and is told everything in order once it is resumed", async () => {
    const { at } = await added();
    await ask("POST", `${at}/test`);
    const [earlier] = await delivered(at, 1);
    const paused = await ask("PATCH", at, { body: { enabled: false } });
    expect(paused.body).toMatchObject({ state: "disabled", disabledReason: "by_hand" });
    expect(paused.body.disabledAt).not.toBeNull();
    for (const path of ["test", "replay", `deliveries/${earlier.id}/replay`]) {
      const body = path === "replay" ? { since: "2026-01-01T00:00:00Z" } : undefined;
      const refused = await ask("POST", `${at}/${path}`, body === undefined ? {} : { body });
      expect(refused.body).toMatchObject({ status: 409, code: "webhook_disabled" });
    }
    const resumed = await ask("PATCH", at, { body: { enabled: true } });
    expect(resumed.body).toMatchObject({ state: "working", disabledAt: null, disabledReason: null });
    expect((await ask("POST", `${at}/test`)).status).toBe(202);
    await told(2);
  });

  test("is removed with its deliveries, once", async () => {
    const { endpoint, at } = await added();
    await ask("POST", `${at}/test`);
    await delivered(at, 1);
    expect((await ask("DELETE", at)).body).toEqual({ id: endpoint.id, deleted: true });
    expect((await ask("GET", at)).body.code).toBe("not_found");
    expect((await ask("DELETE", at)).body.code).toBe("not_found");
    expect(await rig.query("SELECT id FROM deliveries")).toEqual([]);
    expect(await audited(endpoint.id)).toContain("key webhook.deleted");
  });
});

describe("a test", () => {
  test("comes at once, to this endpoint only, whatever it is told otherwise", async () => {
    const { endpoint, at } = await added({ types: ["incident.opened"] });
    await added();
    receiver.knows();
    const { status, body } = await ask("POST", `${at}/test`);
    expect(status).toBe(202);
    const [delivery] = await delivered(at, 1);
    expect(receiver.taken).toMatchObject([
      { id: body.messageId, type: "endpoint.test", payload: { data: { endpointId: endpoint.id } } },
    ]);
    expect(delivery).toEqual({
      id: expect.stringMatching(/^dlv_/),
      messageId: body.messageId,
      type: "endpoint.test",
      subject: expect.stringContaining(`endpoint:${endpoint.id}:`),
      outcome: "delivered",
      tries: [{ at: expect.any(String), ms: expect.any(Number), status: 204, reason: null }],
      nextTryAt: null,
      createdAt: expect.any(String),
      endedAt: expect.any(String),
    });
  });

  test("comes at once although the one before was not taken and waits for its time", async () => {
    receiver.answers(() => 503);
    const { at } = await added();
    await ask("POST", `${at}/test`);
    await until("it was tried", async () => receiver.taken.length === 1);
    receiver.answers(() => 204);
    const { body } = await ask("POST", `${at}/test`);
    expect((await delivered(at, 1))[0].messageId).toBe(body.messageId);
  });

  test("that is not taken is shown as waiting, with what the endpoint answered", async () => {
    receiver.answers(() => 503);
    const { at } = await added();
    await ask("POST", `${at}/test`);
    const waiting = await until("it was tried", async () => {
      const { body } = await ask("GET", `${at}/deliveries?outcome=waiting`);
      return body.data[0]?.tries.length > 0 && body.data[0];
    });
    expect(waiting).toMatchObject({ tries: [{ status: 503 }], endedAt: null });
    expect(Date.parse(waiting.nextTryAt)).toBeGreaterThan(Date.parse(waiting.createdAt));
    expect((await ask("GET", at)).body).toMatchObject({ state: "failing" });
    expect((await ask("GET", `${at}/deliveries?outcome=delivered`)).body.data).toEqual([]);
  });
});

describe("a secret", () => {
  test("is rotated with an overlap in which both sign, and the old one ends with it", async () => {
    const { secret, at } = await added();
    const rotated = await ask("POST", `${at}/secret`, { body: { overlapHours: 2 } });
    expect(rotated.status).toBe(200);
    const fresh = rotated.body.secret;
    expect(fresh).not.toBe(secret);
    expect(Date.parse(rotated.body.oldSecretUntil)).toBeGreaterThan(Date.now());
    receiver.knows(secret, fresh);
    await ask("POST", `${at}/test`);
    expect((await told(1))[0]?.bySecrets).toBe(2);
    await delivered(at, 1);
    await rig.clock.advance(hours(2.1));
    expect((await ask("GET", at)).body.oldSecretUntil).toBeNull();
    await ask("POST", `${at}/test`);
    receiver.knows(secret);
    expect((await told(2))[1]?.verified).toBe(false);
    await delivered(at, 2);
    receiver.knows(fresh);
    await ask("POST", `${at}/test`);
    expect((await told(3))[2]?.verified).toBe(true);
  });

  test("is rotated at once where it may have been seen", async () => {
    const { secret, at } = await added();
    const rotated = await ask("POST", `${at}/secret`, { body: { overlapHours: 0 } });
    expect(rotated.body.oldSecretUntil).toBeNull();
    receiver.knows(secret);
    await ask("POST", `${at}/test`);
    expect((await told(1))[0]?.verified).toBe(false);
  });
});

describe("what was sent", () => {
  test("is sent again under the same id: one delivery, or all since a time", async () => {
    const { at } = await added();
    const id = await link(rig, await somebody(rig), flows.gist);
    const [delivery] = await delivered(at, 1);
    const again = await ask("POST", `${at}/deliveries/${delivery.id}/replay`);
    expect([again.status, again.body]).toEqual([202, { id: delivery.id }]);
    await told(2);
    await delivered(at, 1);
    const all = await ask("POST", `${at}/replay`, { body: { since: "2026-01-01T00:00:00Z" } });
    expect([all.status, all.body]).toEqual([202, { messages: 1 }]);
    const taken = await told(3);
    expect(new Set(taken.map((message) => message.id)).size).toBe(1);
    expect(taken[2]).toMatchObject({ verified: true, payload: { data: { connection: { id } } } });
    const later = await ask("POST", `${at}/replay`, { body: { since: "2099-01-01T00:00:00Z" } });
    expect(later.body).toEqual({ messages: 0 });
  });

  test("is sent to an endpoint that came later, if that is asked for", async () => {
    await link(rig, await somebody(rig), flows.gist);
    const { at } = await added();
    await ask("POST", `${at}/replay`, { body: { since: "2026-01-01T00:00:00Z" } });
    expect((await told(1))[0]).toMatchObject({ type: "connection.linked", verified: true });
  });

  test("is listed page by page, newest first, each once", async () => {
    const { at } = await added();
    const sent = [];
    for (let turn = 0; turn < 5; turn += 1) sent.push((await ask("POST", `${at}/test`)).body.messageId);
    await delivered(at, 5);
    const seen = [];
    for (let cursor = ""; ; ) {
      const { body } = await ask("GET", `${at}/deliveries?limit=2${cursor}`);
      expect(body.data.length).toBeLessThanOrEqual(2);
      seen.push(...body.data.map(({ messageId }: { messageId: string }) => messageId));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(sent.reverse());
  });
});

describe("an address inside the network", () => {
  const inside = [
    "http://10.0.0.1/hook",
    "https://169.254.169.254/latest",
    "https://[::ffff:10.0.0.1]/",
    "ftp://example.com/",
    "https://user:word@example.com/",
    "no address at all",
  ];
  test.each(inside)("%s is refused when it is added, and when it is changed to", async (url) => {
    const refused = await ask("POST", "webhooks", { body: { url } });
    expect(refused.body).toMatchObject({ status: 422, code: "webhook_address" });
    expect(refused.text).not.toContain("user:word");
    const { endpoint, at } = await added();
    expect((await ask("PATCH", at, { body: { url, name: "Elsewhere" } })).body.code).toBe("webhook_address");
    expect((await ask("GET", at)).body).toEqual(endpoint);
    expect(await rig.query("SELECT id FROM webhook_endpoints")).toHaveLength(1);
  });
});

describe("nothing is done", () => {
  const changes: [method: string, path: string, body?: unknown][] = [
    ["PATCH", "", { name: "Taken" }],
    ["DELETE", ""],
    ["POST", "/secret", {}],
    ["POST", "/test"],
    ["POST", "/replay", { since: "2026-01-01T00:00:00Z" }],
    ["POST", "/deliveries/dlv_none/replay"],
  ];
  const standing = () => rig.query("SELECT * FROM webhook_endpoints");

  test("for a key that may only look, and nothing is shown to one that may only change", async () => {
    const { at } = await added();
    const before = await standing();
    const reader = await apiKey(rig, { scopes: ["webhooks:read"] });
    const writer = await apiKey(rig, { scopes: ["webhooks:write"] });
    for (const [method, path, body] of [["POST", "webhooks", { url: receiver.url }] as const])
      expect((await ask(method, path, { body, by: reader })).body.code).toBe("insufficient_scope");
    for (const [method, path, body] of changes) {
      const refused = await ask(method, `${at}${path}`, {
        by: reader,
        ...(body === undefined ? {} : { body }),
      });
      expect([path, refused.status, refused.body.code]).toEqual([path, 403, "insufficient_scope"]);
    }
    for (const path of ["webhooks", at, `${at}/deliveries`]) {
      expect((await ask("GET", path, { by: reader })).status).toBe(200);
      expect((await ask("GET", path, { by: writer })).body.code).toBe("insufficient_scope");
    }
    expect(await standing()).toEqual(before);
  });

  test("for a key that is limited to some vendors or people: an endpoint is told of everybody", async () => {
    const { at } = await added();
    const before = await standing();
    for (const limits of [{ providers: ["wistia"] }, { owners: ["somebody"] }]) {
      const by = await apiKey(rig, limits);
      for (const [method, path, body] of [
        ["GET", ""] as const,
        ["GET", "/deliveries"] as const,
        ...changes,
      ]) {
        const refused = await ask(method, `${at}${path}`, { by, ...(body === undefined ? {} : { body }) });
        expect([path, refused.status, refused.body.code]).toEqual([path, 403, "insufficient_scope"]);
      }
    }
    expect(await standing()).toEqual(before);
  });

  test("at an endpoint that there is not, or with a delivery of another one", async () => {
    const one = await added();
    const other = await added();
    await ask("POST", `${other.at}/test`);
    const [theirs] = await delivered(other.at, 1);
    for (const [method, path, body] of [["GET", ""] as const, ["GET", "/deliveries"] as const, ...changes]) {
      const missing = await ask(method, `webhooks/ep_none${path}`, body === undefined ? {} : { body });
      expect([path, missing.status, missing.body.code]).toEqual([path, 404, "not_found"]);
    }
    const foreign = await ask("POST", `${one.at}/deliveries/${theirs.id}/replay`);
    expect(foreign.body).toMatchObject({ status: 404, code: "not_found" });
    expect((await ask("GET", `${one.at}/deliveries`)).body.data).toEqual([]);
  });

  test.each([
    ["without an address", {}, "#/url"],
    ["with a type that there is not", { url: "https://example.com/", types: ["all"] }, "#/types/0"],
    ["with no type at all", { url: "https://example.com/", types: [] }, "#/types"],
    ["with a field that is not known", { url: "https://example.com/", secret: "mine" }, "#/secret"],
  ])("%s, and the answer names the place", async (_, body, place) => {
    const refused = await ask("POST", "webhooks", { body });
    expect(refused.body).toMatchObject({ status: 422, code: "invalid_input" });
    expect(JSON.stringify(refused.body)).toContain(place);
    expect(await standing()).toEqual([]);
  });

  test.each([
    ["secret", { overlapHours: 169 }],
    ["secret", { overlapHours: 1.5 }],
    ["replay", {}],
    ["replay", { since: "yesterday" }],
  ])("by %s with %j", async (path, body) => {
    const { at } = await added();
    const before = await standing();
    expect((await ask("POST", `${at}/${path}`, { body })).body.code).toBe("invalid_input");
    expect(await standing()).toEqual(before);
  });
});

test("the same Idempotency-Key adds one endpoint with one secret, and rotates once", async () => {
  const headers = { "idempotency-key": "billing-1" };
  const body = { url: receiver.url };
  const [first, second] = await Promise.all([
    ask("POST", "webhooks", { body, headers }),
    ask("POST", "webhooks", { body, headers }),
  ]);
  expect(second.body).toEqual(first.body);
  expect((await ask("GET", "webhooks")).body.data).toHaveLength(1);
  const other = await ask("POST", "webhooks", { body: { ...body, name: "Other" }, headers });
  expect(other.body.code).toBe("idempotency_mismatch");
  const at = `webhooks/${first.body.id}/secret`;
  const turn = () => ask("POST", at, { body: {}, headers: { "idempotency-key": "turn-1" } });
  const [one, again] = [await turn(), await turn()];
  expect(again.body).toEqual(one.body);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await audited(first.body.id)).toEqual(["key webhook.created", "key webhook.rotated"]);
});
