import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  api,
  apiKey,
  clearDesk,
  clearFaults,
  fault,
  flows,
  forgetRequests,
  keys,
  link,
  linkWithKey,
  minutes,
  received,
  row,
  sharedRig,
  somebody,
  tokenRequests,
  until,
} from "./fixtures.ts";

/** Calls to vendors through us: the token goes along and is never seen. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;

beforeAll(async () => {
  [who, key] = await Promise.all([somebody(rig), apiKey(rig)]);
});
beforeEach(() => clearDesk(rig));

const through = (id: string, path: string, init: RequestInit = {}) =>
  api(rig, key, `connections/${id}/proxy/${path}`, init);

/** The last request that a vendor had from a caller of the proxy. */
async function lastCall(vendor: string) {
  const calls = (await received(rig, vendor)).filter(({ headers }) => headers["x-test"] === "yes");
  return calls.at(-1);
}
const marked = { headers: { "x-test": "yes" } };

describe("a call through the proxy", () => {
  test("is answered by the vendor, with the token put in as this vendor wants it", async () => {
    const wistia = await link(rig, who, flows.wistia);
    const token = (await api(rig, key, `connections/${wistia}/token`)).body.accessToken;
    const answer = await through(wistia, "v1/medias.json?per_page=1&sort_by=created", marked);
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(1);
    expect(await lastCall("wistia")).toMatchObject({
      host: "api.wistia.com",
      path: "/v1/medias.json",
      query: { per_page: "1", sort_by: "created" },
      headers: { authorization: `Bearer ${token}` },
    });
    expect(JSON.stringify([...answer.headers])).not.toContain(token);

    const wix = await link(rig, who, flows.wix);
    expect((await through(wix, "apps/v1/instance", marked)).status).toBe(200);
    const raw = (await api(rig, key, `connections/${wix}/token`)).body.accessToken;
    expect((await lastCall("wix"))?.headers.authorization).toBe(raw);
  });

  test("goes to another of the vendor's hosts by its name, and uploads carry the token in the query", async () => {
    const id = await link(rig, who, flows.wistia);
    const body = new FormData();
    body.set("url", "https://example.com/film.mp4");
    const answer = await through(id, "upload.wistia.com/?name=A+film&access_token=somebody-elses", {
      method: "POST",
      body,
      ...marked,
    });
    const call = await lastCall("wistia");
    expect(call).toMatchObject({ host: "upload.wistia.com", path: "/", query: { name: "A film" } });
    expect(call?.query.access_token).toBe((await api(rig, key, `connections/${id}/token`)).body.accessToken);
    expect(call?.headers.authorization).toBeUndefined();
    expect(answer.status).toBe(call?.status);
  });

  test("reaches the environment that the connection belongs to", async () => {
    const id = await linkWithKey(who, keys.acmeSandbox, { environment: "Sandbox" });
    expect((await through(id, "videos?currentPage=1&pageSize=10", marked)).status).toBe(200);
    expect((await lastCall("api-video"))?.host).toBe("sandbox.api.video");
    expect((await through(id, "ws.api.video/videos", marked)).status).not.toBe(200);
    expect((await lastCall("api-video"))?.host).toBe("sandbox.api.video");
  });

  test("passes on neither who asks here nor the vendor's cookies", async () => {
    const id = await link(rig, who, flows.gist);
    const answer = await through(id, "teammates", {
      headers: { "x-test": "yes", cookie: "a=b", "x-forwarded-for": "10.0.0.1", "idempotency-key": "one" },
    });
    expect(answer.status).toBe(200);
    const { headers = {} } = (await lastCall("gist")) ?? {};
    for (const name of ["cookie", "x-forwarded-for", "idempotency-key", "x-patchbay-address"])
      expect(headers[name], name).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain(key);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("says what the vendor says when it refuses, status and body unchanged", async () => {
    const id = await link(rig, who, flows.wistia);
    const answer = await through(id, "v1/medias/unknown.json", marked);
    const direct = await lastCall("wistia");
    expect(answer.status).toBe(direct?.status);
    expect(answer.status).toBe(404);
  });
});

describe("a token that the vendor refuses", () => {
  const refusal = { vendor: "wistia", kind: "status", status: 401, path: "/v1/medias.json", times: 1 };

  test("is replaced once, and the caller never knows", async () => {
    const id = await link(rig, who, flows.wistia);
    await rig.clock.advance(minutes(5));
    await fault(rig, { ...refusal, body: '{"code":"unauthorized_credentials"}' });
    await forgetRequests(rig);
    const answer = await through(id, "v1/medias.json", marked);
    expect(answer.status).toBe(200);
    expect(await tokenRequests(rig, flows.wistia)).toHaveLength(1);
  });

  test("is not replaced when it is too young for another one to fare better, or when it lacks a scope", async () => {
    const id = await link(rig, who, flows.wistia);
    for (const [age, body] of [
      [0, '{"code":"unauthorized_credentials"}'],
      [minutes(5), '{"code":"unauthorized_scope","error":"no"}'],
    ] as const) {
      await rig.clock.advance(age);
      await fault(rig, { ...refusal, body });
      await forgetRequests(rig);
      const answer = await through(id, "v1/medias.json", marked);
      expect(answer.status).toBe(401);
      expect(answer.text).toBe(body);
      expect(await tokenRequests(rig, flows.wistia)).toHaveLength(0);
      await clearFaults(rig);
    }
  });

  test("is not replaced for a body that was too large to keep", async () => {
    const id = await link(rig, who, flows.wistia);
    await rig.clock.advance(minutes(5));
    await fault(rig, { ...refusal, method: "POST", body: "{}" });
    await forgetRequests(rig);
    const answer = await through(id, "v1/medias.json", {
      method: "POST",
      body: "x".repeat(100_000),
      ...marked,
    });
    expect(answer.status).toBe(401);
    expect(await tokenRequests(rig, flows.wistia)).toHaveLength(0);
  });
});

describe("nothing is sent", () => {
  test.each([
    "../../../oauth/token",
    "v1/..%2f..%2foauth/token",
    "v1/%2e%2e/%2e%2e/oauth/token",
    "v1/a%5c..%5cb",
    "//evil.example/x",
    "v1/a%0d%0aHost:%20evil.example",
  ])("to %s", async (path) => {
    const id = await link(rig, who, flows.wistia);
    await forgetRequests(rig);
    const answer = await through(id, path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await received(rig)).toEqual([]);
  });

  test("to a host that is not the vendor's", async () => {
    const id = await link(rig, who, flows.wistia);
    await through(id, "evil.example/v1/medias.json", marked);
    expect((await lastCall("wistia"))?.host).toBe("api.wistia.com");
    expect((await lastCall("wistia"))?.path).toBe("/evil.example/v1/medias.json");
  });

  test("for a connection that is disconnected, or that there is not", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.get(`/connections/${id}/disconnect`);
    await who.submit("Disconnect");
    await forgetRequests(rig);
    expect((await through(id, "v1/medias.json")).body.code).toBe("disconnected");
    expect((await through("00000000-0000-4000-8000-000000000000", "v1/medias.json")).status).toBe(404);
    expect(await received(rig)).toEqual([]);
  });

  test("beyond what the key's rules allow", async () => {
    const id = await link(rig, who, flows.wistia);
    const json = `'[{"methods":["GET"],"path":"/v1/medias"}]'`;
    const value = rig.engine === "postgres" ? `${json}::jsonb` : json;
    await rig.query(`UPDATE api_keys SET rules = ${value}`);
    try {
      await until("the key's rules are in force", async () => {
        const { status } = await through(id, "v1/projects.json");
        return status === 403;
      });
      await forgetRequests(rig);
      const refused = await through(id, "v1/medias.json", { method: "POST", body: "{}" });
      expect(refused.body.code).toBe("proxy_refused");
      expect(await received(rig)).toEqual([]);
      expect((await through(id, "v1/medias.json")).status).toBe(200);
    } finally {
      await rig.query("UPDATE api_keys SET rules = NULL");
      await until(
        "the key is free again",
        async () => (await through(id, "v1/projects.json")).status === 200,
      );
    }
  });
});

test("a redirect is told as an address of the proxy or not at all, and never followed", async () => {
  const id = await link(rig, who, flows.wistia);
  const redirect = { vendor: "wistia", kind: "redirect", path: "/v1/medias.json", times: 1 };
  for (const [location, told] of [
    ["/v1/projects.json?a=1", `/api/v1/connections/${id}/proxy/api.wistia.com/v1/projects.json?a=1`],
    ["https://evil.example/v1", null],
  ] as const) {
    await fault(rig, { ...redirect, location });
    await forgetRequests(rig);
    const answer = await through(id, "v1/medias.json", { redirect: "manual", ...marked });
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.status).toBeLessThan(400);
    expect(answer.headers.get("location")).toBe(told);
    expect(await received(rig, "wistia")).toHaveLength(1);
  }
});

test("which scopes are used is noted, and each call is in the audit log without its query", async () => {
  const id = await link(rig, who, flows.gist);
  await through(id, "teammates?secret=canary-7");
  await through(id, "contacts?page=1");
  const uses = await until("uses are written", async () => {
    const rows = await rig.query(`SELECT scope FROM scope_uses WHERE connection_id = '${id}' ORDER BY scope`);
    return rows.length === 2 && rows;
  });
  expect(uses.map(({ scope }) => scope)).toEqual(["read_bulk_contacts", "read_teammates"]);
  const entries = await until("calls are recorded", async () => {
    const rows = await rig.query(
      `SELECT data, actor_kind FROM audit_entries WHERE action = 'token.proxied' AND target_id = '${id}'`,
    );
    return rows.length >= 2 && rows;
  });
  expect(entries.map(({ data }) => JSON.parse(String(data)))).toContainEqual(
    expect.objectContaining({ method: "GET", path: "teammates", status: 200, provider: "gist" }),
  );
  expect(JSON.stringify(entries)).not.toContain("canary-7");
  expect((await row(rig, id)).last_read_by).not.toBeNull();
});

test("a call that the vendor never answered is in the audit log as well: it may have been done", async () => {
  const id = await link(rig, who, flows.gist);
  await fault(rig, { vendor: "gist", kind: "process-then-drop", path: "/contacts/7", times: 1 });
  const answer = await through(id, "contacts/7", { method: "DELETE" });
  expect(answer.body).toMatchObject({ status: 502, code: "provider_unreachable" });
  // Refused here: nothing was sent.
  expect((await through(id, "contacts/..%2f7", { method: "DELETE" })).body.code).toBe("invalid_input");
  expect((await through(id, "teammates")).status).toBe(200);
  const calls = await until("calls are recorded", async () => {
    const rows = await rig.query(
      `SELECT data FROM audit_entries WHERE action = 'token.proxied' AND target_id = '${id}' ORDER BY sequence`,
    );
    return rows.length >= 2 && rows.map(({ data }) => JSON.parse(String(data)));
  });
  expect(calls).toEqual([
    expect.objectContaining({ method: "DELETE", path: "contacts/7", status: 502 }),
    expect.objectContaining({ method: "GET", path: "teammates", status: 200 }),
  ]);
});
