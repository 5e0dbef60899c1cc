import { describe, expect, test } from "vitest";
import { wistia } from "#lib/providers/wistia";
import {
  answer,
  client,
  endpoint,
  failureCode,
  later,
  now,
  query,
  readOnce as read,
  tokens,
} from "../answers.ts";

const link = {
  state: "s-1",
  returnUrl: "https://patchbay.example/link/wistia/callback",
  codeChallenge: "challenge-1",
  scopes: null,
  arrivalToken: null,
};
const exchange = wistia.exchange(client, {
  code: "code-1",
  codeVerifier: "verifier-1",
  returnUrl: link.returnUrl,
});
const hex = (digit: string) => digit.repeat(64);
const documented = {
  access_token: hex("b"),
  token_type: "bearer",
  expires_in: 21_600,
  refresh_token: hex("3"),
  scope: ["all:read"],
};

describe("leaving for Wistia", () => {
  test("goes to the authorization endpoint with state and an S256 challenge, and asks for no scope", () => {
    const url = wistia.authorizeUrl(client, link);
    expect(endpoint(url)).toBe("https://app.wistia.com/oauth/authorize");
    expect(query(url)).toEqual({
      client_id: "our-app",
      redirect_uri: link.returnUrl,
      response_type: "code",
      state: "s-1",
      code_challenge: "challenge-1",
      code_challenge_method: "S256",
    });
  });

  test("asks for scopes by spaces where the operator chose some", () => {
    const url = wistia.authorizeUrl(client, { ...link, scopes: ["media:read", "stats:read"] });
    expect(query(url).scope).toBe("media:read stats:read");
  });

  test("keeps hostile values inside their own parameters", () => {
    const url = wistia.authorizeUrl({ id: "a&b=c#d", secret: "x" }, { ...link, state: "s&scope=all:all" });
    expect(query(url)).toMatchObject({ client_id: "a&b=c#d", state: "s&scope=all:all" });
    expect(query(url)).not.toHaveProperty("scope");
  });
});

describe("exchanging Wistia's code", () => {
  test("posts a form with the verifier, the same redirect address and our credentials", () => {
    expect(exchange.request).toEqual({
      method: "POST",
      url: "https://api.wistia.com/oauth/token",
      headers: { accept: "application/json" },
      body: {
        form: {
          grant_type: "authorization_code",
          code: "code-1",
          code_verifier: "verifier-1",
          redirect_uri: link.returnUrl,
          client_id: "our-app",
          client_secret: "our-secret",
        },
      },
    });
  });

  test("reads the classic answer with its array of scopes", () => {
    expect(read(exchange, answer(200, documented))).toEqual({
      accessToken: hex("b"),
      refreshToken: hex("3"),
      scopes: ["all:read"],
      expiresAt: later(21_600),
    });
  });

  test("reads the newer answer with its scope text", () => {
    const newer = { ...documented, token_type: "Bearer", scope: "all:read media:upload", created_at: 1 };
    expect(read(exchange, answer(200, newer)).scopes).toEqual(["all:read", "media:upload"]);
  });

  test("takes six hours where no lifetime is told", () => {
    expect(read(exchange, answer(200, { access_token: "a" })).expiresAt).toEqual(later(21_600));
  });

  test("a missing refresh token is none", () => {
    expect(read(exchange, answer(200, { access_token: "a" })).refreshToken).toBeNull();
  });
});

describe("who must act when Wistia's token endpoint refuses", () => {
  test.each([
    [401, "invalid_client", "provider_client_refused"],
    [400, "invalid_client", "provider_client_refused"],
    [400, "unauthorized_client", "provider_client_refused"],
    [400, "invalid_grant", "reauth_required"],
    [401, "invalid_grant", "reauth_required"],
    [400, "invalid_request", "provider_refused"],
    [400, "unsupported_grant_type", "provider_refused"],
    [400, "invalid_scope", "provider_refused"],
    [400, "server_error", "provider_unreachable"],
    [400, "temporarily_unavailable", "provider_unreachable"],
  ] as const)("%i %s: %s", (status, error, code) => {
    const body = { error, error_description: "Words of the vendor." };
    expect(failureCode(() => exchange.read(answer(status, body), now))).toBe(code);
  });

  test.each([
    [429, "Rate limit exceeded", "provider_unreachable"],
    [500, "<html>oops</html>", "provider_unreachable"],
    [503, { error: "invalid_grant" }, "provider_unreachable"],
    [429, { error: "invalid_client" }, "provider_unreachable"],
    [200, "<!doctype html><title>Sign in</title>", "provider_unreadable"],
    [200, [documented], "provider_unreadable"],
    [200, null, "provider_unreadable"],
    [200, "", "provider_unreadable"],
    [200, { token_type: "bearer" }, "provider_unreadable"],
    [200, { error: "invalid_grant" }, "reauth_required"],
    [200, { ...documented, error: "access_denied" }, "provider_refused"],
    [302, "", "provider_unreadable"],
    [418, {}, "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => exchange.read(answer(status, body), now))).toBe(code);
  });

  test("no failure repeats the vendor's own words", () => {
    const body = { error: "invalid_request", error_description: "CANARY", hint: "CANARY" };
    expect(() => exchange.read(answer(400, body), now)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("CANARY") }),
    );
  });
});

describe("renewing at Wistia", () => {
  const held = { client, tokens: tokens(), grant: { kind: "code" as const }, accountId: "123" };

  test("spends the refresh token, and that is the only way", () => {
    expect(wistia.renewals(held).map(({ request }) => request)).toEqual([
      {
        method: "POST",
        url: "https://api.wistia.com/oauth/token",
        headers: { accept: "application/json" },
        body: {
          form: {
            grant_type: "refresh_token",
            refresh_token: "refresh-1",
            client_id: "our-app",
            client_secret: "our-secret",
          },
        },
      },
    ]);
  });

  test("reads the answer as the first one was read", () => {
    const [call] = wistia.renewals(held);
    expect(call?.read(answer(200, documented), now)).toMatchObject({
      accessToken: hex("b"),
      expiresAt: later(21_600),
    });
  });

  test.each([
    ["a refresh token", { ...held, tokens: tokens({ refreshToken: null }) }],
    ["tokens", { ...held, tokens: null }],
    ["credentials of ours", { ...held, client: null }],
  ])("without %s there is no way", (_, without) => {
    expect(wistia.renewals(without)).toEqual([]);
  });
});

describe("who am I at Wistia", () => {
  const account = wistia.account(tokens());

  test("asks with a bearer token in the header, never in the address", () => {
    expect(account.request).toEqual({
      method: "GET",
      url: "https://api.wistia.com/v1/account.json",
      headers: { authorization: "Bearer access-1", accept: "application/json" },
    });
  });

  test("reads the account's id, name and address", () => {
    const body = { id: 123, name: "Acme", url: "https://acme.wistia.com", mediaCount: 12 };
    expect(read(account, answer(200, body))).toEqual({
      id: "123",
      name: "Acme",
      url: "https://acme.wistia.com/",
    });
  });

  test("an account without a name is called by its id", () => {
    expect(read(account, answer(200, { id: 123 }))).toEqual({
      id: "123",
      name: "Wistia account 123",
      url: null,
    });
  });

  test.each([
    [{ code: "unauthorized_credentials", error: "Invalid credentials." }, "reauth_required"],
    [{ code: "account_inactive", error: "…" }, "reauth_required"],
    [{ code: "unauthorized_params", error: "…" }, "reauth_required"],
    [{ code: "unauthorized_scope", error: "…" }, "provider_refused"],
    ["Unauthorized", "reauth_required"],
  ] as const)("401 %j: %s", (body, code) => {
    expect(failureCode(() => read(account, answer(401, body)))).toBe(code);
  });

  test.each([
    [403, { error: "Your plan lacks this feature." }, "provider_refused"],
    [404, { error: "Not found." }, "provider_refused"],
    [422, { errors: ["x"] }, "provider_refused"],
    [429, "Rate limit exceeded", "provider_unreachable"],
    [200, {}, "provider_unreadable"],
    [200, { id: "" }, "provider_unreadable"],
    [200, { id: "a b" }, "provider_unreadable"],
    [200, { id: 1.5 }, "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => read(account, answer(status, body)))).toBe(code);
  });
});

describe("revoking at Wistia", () => {
  test("names the refresh token, which ends the whole grant", () => {
    expect(wistia.revoke(client, tokens()).request).toEqual({
      method: "POST",
      url: "https://api.wistia.com/oauth/revoke",
      headers: { accept: "application/json" },
      body: {
        form: {
          token: "refresh-1",
          token_type_hint: "refresh_token",
          client_id: "our-app",
          client_secret: "our-secret",
        },
      },
    });
  });

  test("names the access token where there is no other", () => {
    expect(wistia.revoke(client, tokens({ refreshToken: null })).request.body).toMatchObject({
      form: { token: "access-1", token_type_hint: "access_token" },
    });
  });

  test.each([{}, "", null, "OK"])("any 200 is a yes: %j", (body) => {
    expect(read(wistia.revoke(client, tokens()), answer(200, body))).toBeUndefined();
  });

  test.each([
    [403, { error: "unauthorized_client" }, "provider_refused"],
    [403, "", "provider_refused"],
    [503, "", "provider_unreachable"],
    [404, "", "provider_refused"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => read(wistia.revoke(client, tokens()), answer(status, body)))).toBe(code);
  });
});
