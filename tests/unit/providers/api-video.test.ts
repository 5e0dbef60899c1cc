import { describe, expect, test } from "vitest";
import { apiVideo } from "#lib/providers/api-video";
import type { Grant } from "#lib/providers/types";
import { answer, failureCode, later, now, readOnce as read, tokens } from "../answers.ts";

const key = (values: Record<string, string>): Grant => ({ kind: "api-key", values });
const ways = (grant: Grant, held = null as ReturnType<typeof tokens> | null) =>
  apiVideo.renewals({ client: null, tokens: held, grant, accountId: null });
const steps = (grant: Grant, held = null as ReturnType<typeof tokens> | null) =>
  ways(grant, held).map(({ request }) => [request.url, request.body]);
const documented = {
  token_type: "Bearer",
  expires_in: 3_600,
  access_token: "eyJ0.eyJ1.c2ln",
  refresh_token: "def50200aa",
};

describe("asking api.video for a token", () => {
  test("a new key is tried in production, then in the sandbox", () => {
    expect(steps(key({ apiKey: "k-1" }))).toEqual([
      ["https://ws.api.video/auth/api-key", { json: { apiKey: "k-1" } }],
      ["https://sandbox.api.video/auth/api-key", { json: { apiKey: "k-1" } }],
    ]);
  });

  test.each([
    ["production", "https://ws.api.video"],
    ["sandbox", "https://sandbox.api.video"],
  ])("a key said to be for %s is tried at that host only", (environment, host) => {
    expect(steps(key({ apiKey: "k-1", environment }))).toEqual([
      [`${host}/auth/api-key`, { json: { apiKey: "k-1" } }],
    ]);
  });

  test("the refresh token is spent before the key is exchanged again", () => {
    expect(steps(key({ apiKey: "k-1", environment: "sandbox" }), tokens())).toEqual([
      ["https://sandbox.api.video/auth/refresh", { json: { refreshToken: "refresh-1" } }],
      ["https://sandbox.api.video/auth/api-key", { json: { apiKey: "k-1" } }],
    ]);
  });

  test("a key that was not kept leaves the refresh token as the only way", () => {
    expect(steps(key({ environment: "sandbox" }), tokens())).toEqual([
      ["https://sandbox.api.video/auth/refresh", { json: { refreshToken: "refresh-1" } }],
    ]);
    expect(ways(key({ environment: "sandbox" }), tokens({ refreshToken: null }))).toEqual([]);
  });

  test("posts JSON without any client credentials or authorization header", () => {
    expect(ways(key({ apiKey: "k-1", environment: "production" }))[0]?.request).toEqual({
      method: "POST",
      url: "https://ws.api.video/auth/api-key",
      headers: { accept: "application/json" },
      body: { json: { apiKey: "k-1" } },
    });
  });
});

describe("reading api.video's tokens", () => {
  const [production, sandbox] = ways(key({ apiKey: "k-1" }));

  test("the host that took the key is noted in the grant", () => {
    expect(sandbox?.read(answer(200, documented), now)).toEqual({
      accessToken: documented.access_token,
      refreshToken: "def50200aa",
      scopes: null,
      expiresAt: later(3_600),
      grant: key({ apiKey: "k-1", environment: "sandbox" }),
    });
    expect(production?.read(answer(200, documented), now)).toMatchObject({
      grant: key({ apiKey: "k-1", environment: "production" }),
    });
  });

  test("takes an hour where no lifetime is told, and the told one otherwise", () => {
    const { expires_in, ...silent } = documented;
    expect(production?.read(answer(200, silent), now)).toMatchObject({ expiresAt: later(3_600) });
    expect(production?.read(answer(200, { ...silent, expires_in: 3_599 }), now)).toMatchObject({
      expiresAt: later(3_599),
    });
  });

  const refusal = (page: string, title: string, status: number) => ({
    type: `https://docs.api.video/reference/${page}`,
    title,
    status,
  });

  test("a suspended account is no reason to forget the key, nor is a page from a proxy", () => {
    const suspended = refusal("authorization-suspended-account", "Suspended account", 403);
    for (const call of ways(key({ apiKey: "k-1", environment: "production" }), tokens()))
      for (const refused of [answer(403, suspended), answer(400, "<html>"), answer(401, "<html>")])
        expect(failureCode(() => call.read(refused, now))).toBe("provider_refused");
  });

  test.each([
    [400, refusal("authentication-invalid-user-credentials", "The user credentials were incorrect.", 400)],
    [401, refusal("authentication-invalid-api-key", "The API key is invalid.", 401)],
    [401, refusal("authentication-invalid-refresh-token", "The refresh token is invalid.", 401)],
    [401, refusal("authentication-missing-authorization-header", "…", 401)],
  ])("%i %j means refused, so that the next way is tried", (status, body) => {
    for (const call of ways(key({ apiKey: "k-1", environment: "production" }), tokens()))
      expect(failureCode(() => call.read(answer(status, body), now))).toBe("reauth_required");
  });

  test.each([
    [429, refusal("too-many-requests", "Too many requests.", 429), "provider_unreachable"],
    [500, "", "provider_unreachable"],
    [503, "<html>", "provider_unreachable"],
    [200, "<html>", "provider_unreadable"],
    [200, {}, "provider_unreadable"],
    [200, { ...documented, access_token: "a\r\nb" }, "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    for (const call of ways(key({ apiKey: "k-1", environment: "production" }), tokens()))
      expect(failureCode(() => read(call, answer(status, body)))).toBe(code);
  });
});

describe("who am I at api.video", () => {
  const jwt = (payload: unknown) =>
    `${btoa("{}")}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.c2ln`;
  const good = answer(200, { data: [], pagination: {} });

  test.each([
    ["production", "https://ws.api.video"],
    ["sandbox", "https://sandbox.api.video"],
  ])("lists videos in %s with a bearer token", (environment, host) => {
    expect(apiVideo.account(tokens(), key({ apiKey: "k-1", environment })).request).toEqual({
      method: "GET",
      url: `${host}/videos?currentPage=1&pageSize=10`,
      headers: { authorization: "Bearer access-1", accept: "application/json" },
    });
  });

  test("takes the project from the token", () => {
    const held = tokens({ accessToken: jwt({ context: { project: "pr1", user: "us1" } }) });
    expect(read(apiVideo.account(held, key({ environment: "sandbox" })), good)).toEqual({
      id: "sandbox:pr1",
      name: "api.video sandbox pr1",
      url: null,
    });
  });

  test.each([
    "opaque",
    "a.b.c",
    jwt(null),
    jwt([]),
    jwt({ context: null }),
    jwt({ context: { project: "a b" } }),
  ])("a token that says nothing is recognised by a fingerprint of the key: %s", (accessToken) => {
    const of = (apiKey: string) =>
      read(apiVideo.account(tokens({ accessToken }), key({ apiKey, environment: "sandbox" })), good);
    expect(of("k-1").id).toMatch(/^sandbox:key:[0-9a-f]{24}$/);
    expect(of("k-1").id).toBe(of("k-1").id);
    expect(of("k-1").id).not.toBe(of("k-2").id);
    expect(of("k-1").name).toBe("api.video sandbox");
  });

  test("the same project in two environments is two accounts", () => {
    const held = tokens({ accessToken: jwt({ context: { project: "pr1" } }) });
    const ids = ["sandbox", "production"].map(
      (environment) => read(apiVideo.account(held, key({ environment })), good).id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  test.each([
    [401, { title: "The access token is invalid or expired." }, "reauth_required"],
    [401, "", "reauth_required"],
    [403, { title: "Suspended account" }, "provider_refused"],
    [400, { problems: [] }, "provider_refused"],
    [429, {}, "provider_unreachable"],
    [200, "<html>", "provider_unreadable"],
    [200, [], "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    const call = apiVideo.account(tokens(), key({ environment: "sandbox" }));
    expect(failureCode(() => read(call, answer(status, body)))).toBe(code);
  });
});

describe("a key that is not to be kept", () => {
  test("is forgotten, and its environment is not", () => {
    expect(apiVideo.forget(key({ apiKey: "k-1", environment: "sandbox" }))).toEqual(
      key({ environment: "sandbox" }),
    );
    expect(apiVideo.forget(key({ apiKey: "k-1" }))).toEqual(key({}));
  });

  test("leaves no trace of itself in what is kept", () => {
    const values = { apiKey: "k-1-CANARY", environment: "sandbox", other: "k-1-CANARY" };
    expect(JSON.stringify(apiVideo.forget(key(values)))).not.toContain("CANARY");
  });
});

test("api.video offers no revocation, no scopes and no webhook", () => {
  expect(apiVideo).not.toHaveProperty("revoke");
  expect(apiVideo).not.toHaveProperty("webhook");
  expect(apiVideo.scopes).toEqual({});
});
