import { connect } from "node:net";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ApiAnswer,
  api,
  apiKey,
  clearDesk,
  flows,
  type Json,
  keys,
  link,
  linkWithKey,
  received,
  redirectFlows,
  row,
  settings,
  sharedRig,
  somebody,
  truth,
} from "./fixtures.ts";

/** What programs get, and what they never get. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(() => clearDesk(rig));

const ask = (path: string, init?: RequestInit) => api(rig, key, path, init);

function isProblem({ status, headers, body }: ApiAnswer, expected: number, code: string) {
  expect(status).toBe(expected);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(body).toEqual({
    type: `urn:patchbay:problem:${code}`,
    title: expect.any(String),
    status: expected,
    code,
    detail: expect.any(String),
    instance: `urn:uuid:${headers.get("x-request-id")}`,
    ...(Array.isArray(body.errors) ? { errors: body.errors } : {}),
  });
}

describe("a key", () => {
  test("from the command line is all that is printed, and works", async () => {
    const { stdout, stderr, code } = await rig.cli("api-key", "create", "--name", "nightly job");
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toMatch(/^pb_[A-Za-z0-9_-]{49}\n$/);
    expect((await api(rig, stdout.trim(), "connections")).status).toBe(200);
  });

  test("that was revoked is refused by the very next request", async () => {
    const fresh = await apiKey(rig);
    expect((await api(rig, fresh, "connections")).status).toBe(200);
    const list = (await rig.cli("api-key", "list")).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(JSON.stringify(list)).not.toContain(fresh);
    const mine = list.find(({ prefix }) => fresh.startsWith(prefix));
    expect(await rig.cli("api-key", "revoke", "--id", mine.id)).toMatchObject({
      code: 0,
      stdout: "revoked\n",
    });
    isProblem(await api(rig, fresh, "connections"), 401, "unauthenticated");
  });

  test.each([
    ["none", null],
    ["an invented one", `pb_${"x".repeat(43)}`],
    ["a short one", "pb_"],
    ["one with a blank in it", `pb_${"x".repeat(20)} ${"x".repeat(22)}`],
    ["an endless one", "x".repeat(5_000)],
  ])("that is %s is refused at every address, known or not", async (_, wrong) => {
    for (const path of ["connections", "connections/some-id", "connections/some-id/token", "nothing/here"]) {
      const answer = await api(rig, wrong, path);
      isProblem(answer, 401, "unauthenticated");
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  test("travels in its header and nowhere else", async () => {
    for (const path of [
      `connections?access_token=${key}`,
      `connections?key=${key}`,
      `connections?api_key=${key}`,
    ])
      isProblem(await api(rig, null, path), 401, "unauthenticated");
    const basic = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
    isProblem(
      await api(rig, null, "connections", { headers: { authorization: basic } }),
      401,
      "unauthenticated",
    );
    const cookie = who.jar.header(new URL(rig.url), { method: "GET", crossSite: false });
    isProblem(await api(rig, null, "connections", { headers: { cookie } }), 401, "unauthenticated");
  });

  test("that is wrong is told apart from none, as RFC 6750 has it", async () => {
    const challenge = async (authorization?: string) =>
      (
        await api(rig, null, "vendors", { headers: authorization === undefined ? {} : { authorization } })
      ).headers.get("www-authenticate");
    expect(await challenge()).toBe('Bearer realm="patchbay"');
    expect(await challenge("Basic YTpi")).toBe('Bearer realm="patchbay"');
    for (const wrong of [`Bearer ${key}x`, "bearer x"])
      expect(await challenge(wrong)).toBe('Bearer realm="patchbay", error="invalid_token"');
    // RFC 9110 §11.4: as many blanks as one likes.
    expect(await challenge(`Bearer   ${key}`)).toBeNull();
  });

  test("is named or not made, and a command that does not exist says what does", async () => {
    expect(await rig.cli("api-key", "create")).toMatchObject({ code: 1, stdout: "" });
    const { code, stdout, stderr } = await rig.cli("make", "coffee");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("api-key create --name NAME");
    expect((await rig.cli("constructor")).code).toBe(2);
    const unknown = await rig.cli("api-key", "create", "--name", "x", "--scope", "proxy");
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toMatch(/^Unknown option '--scope'.*\n$/);
  });
});

describe("the list", () => {
  test("is read page by page, each connection once, also where all were made at one instant", async () => {
    await settings(rig, "wistia", { autoAnswer: "allow" });
    const id = await link(rig, who, flows.wistia);
    await link(rig, who, flows.gist);
    const columns = Object.keys(await row(rig, id));
    const copied = columns.map((name) =>
      name === "id" ? "'copy-' || n" : name === "account_id" ? "'account-' || n" : `"${name}"`,
    );
    await rig.query(
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 120)
       INSERT INTO connections (${columns.map((name) => `"${name}"`).join(", ")})
       SELECT ${copied.join(", ")} FROM connections CROSS JOIN numbers WHERE id = '${id}'`,
    );

    const pages: Json[] = [];
    for (let cursor: string | null = ""; cursor !== null; cursor = pages.at(-1).nextCursor) {
      const { status, body } = await ask(
        `connections?limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(status).toBe(200);
      pages.push(body);
    }
    expect(pages.map(({ data }) => data.length)).toEqual([50, 50, 22]);
    const ids = pages.flatMap(({ data }) => data.map((each: Json) => each.id));
    expect(new Set(ids).size).toBe(122);

    expect((await ask("connections")).body.data).toHaveLength(50);
    expect((await ask("connections?limit=200")).body).toMatchObject({ nextCursor: null });
    expect((await ask("connections?provider=gist")).body.data).toHaveLength(1);
    expect((await ask("connections?provider=nobody")).body).toEqual({ data: [], nextCursor: null });
  });

  test.each([
    "limit=0",
    "limit=-1",
    "limit=201",
    "limit=many",
    "limit=1.5",
    "cursor=nonsense",
    `cursor=${Buffer.from("1 '; DROP TABLE connections; --").toString("base64url")}`,
    `cursor=${"x".repeat(300)}`,
    `provider=${"x".repeat(100)}`,
  ])("refuses ?%s", async (query) => {
    isProblem(await ask(`connections?${query}`), 422, "invalid_input");
  });
});

test("a connection and its token have the shapes that programs rely on", async () => {
  const id = await link(rig, who, flows.wistia);
  const shown = await ask(`connections/${id}`);
  expect(shown.body).toEqual({
    id,
    provider: "wistia",
    status: "active",
    health: {
      state: "works",
      sentence: expect.any(String),
      provedBy: "link",
      provedAt: expect.stringMatching(instant),
      next: { kind: "renews", at: expect.stringMatching(instant) },
    },
    label: null,
    account: { id: "4101", name: "Acme Studios", url: "https://acme-studios.wistia.com/" },
    ownerId: expect.any(String),
    scopes: ["all:read"],
    requestedScopes: null,
    grantedScopes: ["all:read"],
    expiresAt: expect.stringMatching(instant),
    renews: true,
    lastReadAt: null,
    linkedAt: expect.stringMatching(instant),
    createdAt: expect.stringMatching(instant),
    receipt: null,
  });
  expect((await ask("connections")).body).toEqual({ data: [shown.body], nextCursor: null });

  const { body: token } = await ask(`connections/${id}/token`);
  expect(token).toEqual({
    accessToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    authorization: `Bearer ${token.accessToken}`,
    expiresAt: shown.body.expiresAt,
    scopes: ["all:read"],
    missingScopes: [],
    connectionId: id,
    provider: "wistia",
    health: { state: "works", sentence: shown.body.health.sentence },
  });
  const gist = await link(rig, who, flows.gist);
  expect((await ask(`connections/${gist}/token`)).body.expiresAt).toBeNull();
});
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test("no answer holds a refresh token, a key, a grant or a sealed text", async () => {
  const ids = [await linkWithKey(who, keys.acmeProduction)];
  for (const flow of redirectFlows)
    ids.push(await link(rig, who, flow, flow.id === "wix" ? flow.other.id : undefined));
  const answers = [(await ask("connections")).text];
  for (const id of ids)
    answers.push((await ask(`connections/${id}`)).text, (await ask(`connections/${id}/token`)).text);
  const text = answers.join("\n");
  const secrets = [keys.acmeProduction, "v1.", "sealed", "refresh", 'grant"'];
  for (const vendor of ["wistia", "api-video", "wix"])
    for (const { refreshToken } of (await truth(rig, vendor)).grants)
      if (refreshToken) secrets.push(refreshToken);
  expect(secrets.length).toBeGreaterThan(7);
  for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  const tokens = answers.filter((each) => each.includes("accessToken"));
  expect(tokens).toHaveLength(5);
});

describe("an address", () => {
  test("that does not exist is not found, as problem details", async () => {
    for (const path of [
      "nothing",
      "connections/",
      "connections/no-such-id",
      "connections/no-such-id/token",
      `connections/${"x".repeat(2_000)}`,
      "connections/a/b/c",
      "connections/%27%20OR%201%3D1/token",
      "connections/%00/token",
    ])
      isProblem(await ask(path), 404, "not_found");
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("that is only read refuses %s", async (method) => {
    const id = await link(rig, who, flows.wistia);
    for (const path of ["connections", `connections/${id}/token`]) {
      const answer = await ask(path, { method, body: "{}" });
      isProblem(answer, 405, "method_not_allowed");
      expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    }
    expect((await row(rig, id)).status).toBe("active");
  });

  test("answers HEAD as GET without the body", async () => {
    const id = await link(rig, who, flows.wistia);
    for (const path of ["connections", `connections/${id}`, `connections/${id}/token`]) {
      const [whole, head] = [await ask(path), await ask(path, { method: "HEAD" })];
      expect(head.text).toBe("");
      expect(head.status).toBe(200);
      for (const name of ["content-type", "cache-control", "content-length"])
        expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  test("is never cached, whatever it answers", async () => {
    const id = await link(rig, who, flows.wistia);
    for (const path of ["connections", `connections/${id}/token`, "nothing"]) {
      const { headers } = await ask(path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("written in another way is guarded by the same key at the other entrance", async () => {
    const id = await link(rig, who, flows.wistia);
    for (const path of [
      `/api/%761/connections/${id}/token`,
      `//api/v1/connections/${id}/token`,
      `/api//v1/connections/${id}/token`,
      `/api/v1%2Fconnections/${id}/token`,
      `/x/../api/v1/connections/${id}/token`,
      `/api/v1/connections/${id}/token/`,
    ]) {
      const { status, text } = await fetch(`${rig.url}${path}`, { redirect: "manual" }).then(
        async (answer) => ({
          status: answer.status,
          text: await answer.text(),
        }),
      );
      expect([path, status >= 300 && status < 500]).toEqual([path, true]);
      expect(text).not.toContain("accessToken");
      const authorized = await fetch(`${rig.url}${path}`, {
        redirect: "manual",
        headers: { authorization: `Bearer ${key}` },
      });
      if (authorized.status === 200) expect(authorized.headers.get("cache-control")).toBe("no-store");
      await authorized.body?.cancel();
    }
  });
});

describe("a program that speaks HTTP in a way of its own", () => {
  /** What comes back for these very bytes. */
  const spoken = (...lines: string[]) =>
    new Promise<string>((resolve, reject) => {
      let heard = "";
      const socket = connect(Number(new URL(rig.url).port), "127.0.0.1", () =>
        socket.write([...lines, "Host: localhost", "Connection: close", "", ""].join("\r\n")),
      );
      socket.on("data", (piece) => {
        heard += piece;
      });
      socket.on("error", reject).on("close", () => resolve(heard));
    });
  const asked = () => `Authorization: Bearer ${key}`;
  const well = /^HTTP\/1.1 200 [\s\S]*"nextCursor":null\}$/;

  test("and offers to go on with HTTP/2 is answered, as RFC 9110 lets us, in HTTP/1.1", async () => {
    // Next listens for such offers from the first page on.
    expect((await fetch(`${rig.url}/sign-in`)).status).toBe(200);
    const offer = [
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ];
    expect(await spoken("GET /api/v1/vendors HTTP/1.1", asked(), ...offer)).toMatch(well);
    expect(await spoken("GET /sign-in HTTP/1.1", ...offer)).toMatch(/^HTTP\/1.1 200 /);
    const socket = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    expect(await spoken("GET /api/v1/vendors HTTP/1.1", asked(), ...socket)).toMatch(well);
  });

  test("and writes the whole address is answered as for its path, whatever host it names", async () => {
    expect(await spoken("GET http://localhost/api/v1/vendors HTTP/1.1", asked())).toMatch(well);
    const elsewhere = await spoken("GET http://evil.example//x//y HTTP/1.1");
    expect(elsewhere).not.toContain("evil.example");
    expect(await spoken("GET http://evil.example/api/v1/vendors HTTP/1.1")).toMatch(/^HTTP\/1.1 401 /);
  });

  test("and writes no address at all is told so", async () => {
    expect(await spoken("GET * HTTP/1.1", asked())).toMatch(/^HTTP\/1.1 400 /);
  });
});

test("a read of a good token asks no vendor", async () => {
  const id = await link(rig, who, flows.wistia);
  const before = (await received(rig)).length;
  await Promise.all(Array.from({ length: 50 }, () => ask(`connections/${id}/token`)));
  expect(await received(rig)).toHaveLength(before);
});

test("health and readiness need no key and tell nothing", async () => {
  for (const [path, status] of [
    ["health", "ok"],
    ["ready", "ready"],
  ] as const) {
    const answer = await fetch(`${rig.url}/api/${path}`);
    expect([answer.status, await answer.json()]).toEqual([200, { status }]);
  }
});
