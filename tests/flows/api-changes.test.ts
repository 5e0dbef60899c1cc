import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  api,
  apiKey,
  clearDesk,
  flows,
  hours,
  type Json,
  link,
  post,
  received,
  row,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** What programs change, and how often: once. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;
let id: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(async () => {
  await clearDesk(rig);
  await rig.query("DELETE FROM idempotency");
  id = await link(rig, who, flows.wistia);
});

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, by = key) =>
  api(rig, by, path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
const rename = (label: unknown, headers: Record<string, string> = {}) =>
  ask("PATCH", `connections/${id}`, { label }, headers);
const logged = async (action: string) => {
  const rows = await rig.query(
    `SELECT actor_kind, actor_name, address, request_id, data FROM audit_entries
     WHERE action = '${action}' AND target_id = '${id}' ORDER BY sequence`,
  );
  return rows.map((each): Json => ({ ...each, data: JSON.parse(each.data) }));
};
const program = { actor_kind: "key", actor_name: "a program" };

describe("a connection", () => {
  test("is renamed, and goes back to the vendor's name; the audit log says by which program", async () => {
    const { status, body, headers } = await rename("  Our videos ");
    expect([status, body.label]).toEqual([200, "Our videos"]);
    expect((await rename(null)).body.label).toBeNull();
    expect(await logged("connection.renamed")).toMatchObject([
      { ...program, request_id: headers.get("x-request-id"), data: { from: null, to: "Our videos" } },
      { ...program, data: { from: "Our videos", to: null } },
    ]);
  });

  test("is renamed only while it is what was read, if that is asked for", async () => {
    const read = await ask("GET", `connections/${id}`);
    const etag = read.headers.get("etag") ?? "";
    const renamed = await rename("First", { "if-match": etag });
    expect(renamed.status).toBe(200);
    const late = await rename("Second", { "if-match": etag });
    expect([late.status, late.body.code]).toEqual([412, "precondition_failed"]);
    expect((await row(rig, id)).label).toBe("First");
    expect((await rename("Third", { "if-match": renamed.headers.get("etag") ?? "" })).status).toBe(200);
    expect((await rename("Fourth", { "if-match": "*" })).status).toBe(200);
  });

  test("is disconnected only while it is what was read, if that is asked for", async () => {
    const stale = (await ask("GET", `connections/${id}`)).headers.get("etag") ?? "";
    const etag = (await rename("Renamed since")).headers.get("etag") ?? "";
    const late = await ask("DELETE", `connections/${id}`, undefined, { "if-match": stale });
    expect([late.status, late.body.code]).toEqual([412, "precondition_failed"]);
    expect((await row(rig, id)).status).toBe("active");
    expect((await ask("DELETE", `connections/${id}`, undefined, { "if-match": etag })).status).toBe(200);
    expect((await row(rig, id)).status).toBe("revoked");
  });

  test("is tested and refreshed at the vendor", async () => {
    const tested = await ask("POST", `connections/${id}/test`);
    expect([tested.status, tested.body.health.provedBy]).toEqual([200, "test"]);
    const before = (await ask("GET", `connections/${id}/token`)).body.accessToken;
    const refreshed = await ask("POST", `connections/${id}/refresh`, {});
    expect([refreshed.status, refreshed.body.outcome]).toEqual([200, "refreshed"]);
    expect((await ask("GET", `connections/${id}/token`)).body.accessToken).not.toBe(before);
    for (const action of ["connection.tested", "connection.renewed"])
      expect(await logged(action)).toMatchObject([program]);
  });

  test("is disconnected with a receipt; its token is gone and doing it again changes nothing", async () => {
    const { status, body } = await ask("DELETE", `connections/${id}`);
    expect([status, body.status]).toEqual([200, "revoked"]);
    expect(body.receipt).toMatchObject({
      revocation: "done",
      removalUrl: expect.stringContaining("https://"),
    });
    const token = await ask("GET", `connections/${id}/token`);
    expect([token.status, token.body.code]).toEqual([409, "disconnected"]);
    expect((await ask("DELETE", `connections/${id}`)).body.receipt).toEqual(body.receipt);
    expect(await logged("connection.disconnected")).toHaveLength(1);
  });
});

describe("what is sent", () => {
  test.each([
    ["a field nobody knows", { label: "x", role: "admin" }, "#/role"],
    ["somebody else's fields", { label: "x", userId: "1", id: "2", status: "active" }, "#/userId"],
    ["a prototype", '{"label":"x","__proto__":{"label":"y"}}', "#/__proto__"],
    ["a constructor", '{"label":"x","constructor":{"prototype":{"admin":true}}}', "#/constructor"],
    ["the wrong kind", { label: 7 }, "#/label"],
    ["nothing of what is needed", {}, "#/label"],
    ["a list", [], "#"],
    ["no JSON", "{", "#"],
    ["something deep", "[".repeat(30_000), "#"],
    ["a letter that no database of ours keeps", { label: "a\u0000b" }, "#/label"],
  ])("is refused for %s, and says where", async (_, body, at) => {
    const answer = await ask("PATCH", `connections/${id}`, body);
    expect([answer.status, answer.body.code]).toEqual([422, "invalid_input"]);
    expect(answer.body.errors.map((each: Json) => each.at)).toContain(at);
    expect((await row(rig, id)).label).toBeNull();
    expect(({} as Json).admin).toBeUndefined();
  });

  test("is never quoted back", async () => {
    const { text } = await ask("PATCH", `connections/${id}`, { label: { secret: "hunter2-hunter2" } });
    expect(text).not.toContain("hunter2");
  });

  test("is at most 64 KiB, and JSON that says so", async () => {
    const large = await ask("PATCH", `connections/${id}`, { label: "x".repeat(70_000) });
    expect([large.status, large.body.code]).toEqual([413, "too_large"]);
    const form = await ask("PATCH", `connections/${id}`, "label=x", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect([form.status, form.body.code]).toEqual([415, "unsupported_media_type"]);
    const packed = await ask("PATCH", `connections/${id}`, { label: "x" }, { "content-encoding": "gzip" });
    expect([packed.status, packed.body.code]).toEqual([415, "unsupported_media_type"]);
    expect((await ask("POST", `connections/${id}/test`, { surprise: 1 })).status).toBe(422);
  });

  test("in a query is known and said once", async () => {
    for (const [query, at] of [
      ["ownr=me", "ownr"],
      ["provider=wistia&provider=gist", "provider"],
      ["__proto__=x", "__proto__"],
    ]) {
      const { status, body } = await ask("GET", `connections?${query}`);
      expect([status, body.errors[0].at]).toEqual([422, at]);
    }
  });
});

test("what only one of the two databases could not read is refused by both, and is no trouble of ours", async () => {
  const cursor = (text: string) => `cursor=${Buffer.from(text).toString("base64url")}`;
  const refused = async (method: string, path: string, at: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    expect([path, answer.status, answer.body.errors?.[0]?.at]).toEqual([path, 422, at]);
  };
  for (const name of ["provider", "owner", "account"]) await refused("GET", `connections?${name}=a%00`, name);
  await refused("GET", "events?subject=%00", "subject");
  await refused("GET", `connections?${cursor("999999999999999 x")}`, "cursor");
  for (const name of ["customerId", "customerName", "connectionId"])
    await refused("POST", "connect-sessions", `#/${name}`, { customerId: "cus_1", [name]: "a\u0000" });
  const url = "http://127.0.0.1:9/";
  await refused("POST", "webhooks", "#/name", { url, name: "\u0000" });
  const endpoint = (await ask("POST", "webhooks", { url, name: "Bill\u202eing\u0007" })).body;
  expect(endpoint.name).toBe("Bill ing");
  await refused("POST", `webhooks/${endpoint.id}/replay`, "#/since", { since: "0000-01-01T00:00:00Z" });
  await ask("DELETE", `webhooks/${endpoint.id}`);
});

test("an address or a form with a letter that no database keeps is refused at the pages too", async () => {
  const { status } = await fetch(`${rig.url}/connect-session/%00/outcome`);
  expect(status).toBe(400);
  expect((await who.ask("/connections?q=%00", {}, new URL(rig.url))).status).toBe(400);
  const { headers } = await post(who, "/link/wistia", { connection: "a\u0000b" });
  expect(headers.location).toContain("problem=invalid_input");
});

describe("the same Idempotency-Key", () => {
  const once = { "idempotency-key": "order-4711" };

  test("has the same answer, in parallel too, and the vendor is asked once", async () => {
    const before = (await received(rig)).length;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => ask("POST", `connections/${id}/refresh`, undefined, once)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has("idempotency-replayed"))).toHaveLength(99);
    expect((await received(rig)).length - before).toBe(1);
    expect(await logged("connection.renewed")).toHaveLength(1);
  });

  test("is the same in another process", async () => {
    const other = await rig.another();
    const at = (url: string) =>
      api({ url }, key, `connections/${id}/refresh`, { method: "POST", headers: once });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => at(index % 2 ? other.url : rig.url)),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await logged("connection.renewed")).toHaveLength(1);
    await other.kill();
  });

  test("with another request is refused, and with another program is another one", async () => {
    expect((await rename("One", once)).status).toBe(200);
    const other = await rename("Two", once);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_mismatch"]);
    expect((await row(rig, id)).label).toBe("One");
    const second = await apiKey(rig);
    expect((await ask("PATCH", `connections/${id}`, { label: "Two" }, once, second)).status).toBe(200);
  });

  test("remembers a refusal, forgets trouble that passes, and is forgotten after a day", async () => {
    const missing = () => ask("POST", "connections/none/refresh", undefined, once);
    const [first, again] = [await missing(), await missing()];
    expect([first.status, again.text]).toEqual([404, first.text]);

    const shaky = { "idempotency-key": "shaky" };
    await rig.emulator.control("POST", "faults", { vendor: "wistia", kind: "status", status: 503, times: 2 });
    expect((await ask("POST", `connections/${id}/refresh`, undefined, shaky)).status).toBeGreaterThan(499);
    await rig.emulator.control("DELETE", "faults");
    await until("the vendor is asked again", async () => {
      const { status } = await ask("POST", `connections/${id}/refresh`, undefined, shaky);
      return status === 200;
    });

    await rename("Today", { "idempotency-key": "daily" });
    await rig.clock.advance(hours(25));
    expect((await rename("Tomorrow", { "idempotency-key": "daily" })).body.label).toBe("Tomorrow");
  });

  test("keeps its answer sealed, and is a text of at most 255 letters", async () => {
    await rename("A very particular label", once);
    const [kept] = await rig.query("SELECT * FROM idempotency");
    expect(JSON.stringify(kept)).not.toMatch(/particular|order-4711/);
    expect(kept?.sealed_answer).toMatch(/^v1\./);
    expect((await rename("x", { "idempotency-key": "x".repeat(300) })).status).toBe(422);
  });
});

test("a read that is known already is not sent again", async () => {
  for (const path of ["connections", `connections/${id}`, "vendors", "events"]) {
    const first = await ask("GET", path);
    const etag = first.headers.get("etag") ?? "";
    const again = await ask("GET", path, undefined, { "if-none-match": `"other", W/${etag}` });
    expect([path, again.status, again.text, again.headers.get("etag")]).toEqual([path, 304, "", etag]);
  }
  expect((await ask("GET", `connections/${id}/token`)).headers.has("etag")).toBe(false);
});

test("what can be done at an address is told", async () => {
  const { status, headers, text } = await ask("OPTIONS", `connections/${id}`);
  expect([status, text]).toEqual([204, ""]);
  expect(headers.get("allow")).toBe("GET, HEAD, PATCH, DELETE, OPTIONS");
});

test("the feed tells everything once, in order, also to whoever comes back later", async () => {
  const from = (await ask("GET", "events?limit=200")).body.laterCursor;
  await ask("POST", `connections/${id}/test`);
  await ask("DELETE", `connections/${id}`);
  const again = await link(rig, who, flows.wistia);
  expect(again).toBe(id);
  const seen: Json[] = [];
  let later = "";
  // As any other list is read: to the page that names no next one.
  for (let cursor: string | null = from; cursor !== null; ) {
    const { body } = await ask("GET", `events?limit=1&cursor=${cursor}`);
    seen.push(...body.data);
    ({ nextCursor: cursor, laterCursor: later } = body);
  }
  expect(seen.map(({ type }) => type)).toEqual(["connection.disconnected", "connection.reconnected"]);
  expect(seen[0]).toMatchObject({ subject: id, data: { connection: { id, provider: "wistia" } } });
  expect((await ask("GET", `events?cursor=${later}`)).body).toEqual({
    data: [],
    nextCursor: null,
    laterCursor: later,
  });
  expect(
    (await ask("GET", "events?type=connection.disconnected&limit=200")).body.data.length,
  ).toBeGreaterThan(0);
  expect((await ask("GET", "events?cursor=nonsense")).status).toBe(422);
});

test("connections are found by status, owner and account", async () => {
  const { user_id: owner, account_id: account } = await row(rig, id);
  await link(rig, who, flows.gist);
  const ids = async (query: string) =>
    (await ask("GET", `connections?${query}`)).body.data.map((each: Json) => each.id);
  expect(await ids(`account=${account}`)).toEqual([id]);
  expect(await ids(`owner=${owner}`)).toHaveLength(2);
  expect(await ids("owner=nobody")).toEqual([]);
  await ask("DELETE", `connections/${id}`);
  expect(await ids("status=revoked")).toEqual([id]);
  expect(await ids("status=active&provider=wistia")).toEqual([]);
});

describe("limits", () => {
  const narrow = sharedRig({
    env: { RATE_LIMIT_API_READS_PER_MINUTE: "5", RATE_LIMIT_API_WRITES_PER_MINUTE: "2" },
  });

  test("are told with each answer, are per key, and say when to come back", async () => {
    const [mine, other] = [await apiKey(narrow), await apiKey(narrow)];
    const left: (string | null)[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const { status, headers } = await api(narrow, mine, "connections");
      expect(status).toBe(200);
      expect(headers.get("ratelimit-policy")).toBe('"reads";q=5;w=60');
      left.push(/^"reads";r=(\d+);t=\d+$/.exec(headers.get("ratelimit") ?? "")?.[1] ?? null);
    }
    expect(left).toEqual(["4", "3", "2", "1", "0"]);
    const refused = await api(narrow, mine, "connections");
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit")).toMatch(/r=0;/);
    expect((await api(narrow, mine, "connections/none/test", { method: "POST" })).status).toBe(404);
    expect((await api(narrow, other, "connections")).status).toBe(200);
  });
});
