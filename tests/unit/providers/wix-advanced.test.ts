import { describe, expect, test } from "vitest";
import { wixAdvanced } from "#lib/providers/wix-advanced";
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
  returnUrl: "https://patchbay.example/link/wix-advanced/callback",
  codeChallenge: "c",
  scopes: null,
  arrivalToken: null,
};
const installed = { client, tokens: tokens(), grant: { kind: "code" as const }, accountId: "inst-1" };
const credentials = { client_id: "our-app", client_secret: "our-secret" };

describe("leaving for Wix's older installer", () => {
  test("names app, address and state, and no token where the install began here", () => {
    const url = wixAdvanced.authorizeUrl(client, link);
    expect(endpoint(url)).toBe("https://www.wix.com/installer/install");
    expect(query(url)).toEqual({ appId: "our-app", redirectUrl: link.returnUrl, state: "s-1" });
  });

  test("hands back the token of an install that began at Wix", () => {
    const url = wixAdvanced.authorizeUrl(client, { ...link, arrivalToken: "arrival-1" });
    expect(query(url)).toEqual({
      appId: "our-app",
      redirectUrl: link.returnUrl,
      state: "s-1",
      token: "arrival-1",
    });
    expect(wixAdvanced.arrivalParameter).toBe("token");
  });
});

describe("exchanging Wix's code", () => {
  const exchange = wixAdvanced.exchange(client, {
    code: "code-1",
    codeVerifier: "unused",
    returnUrl: link.returnUrl,
  });

  test("posts JSON to the address of today", () => {
    expect(exchange.request).toEqual({
      method: "POST",
      url: "https://www.wixapis.com/oauth/access",
      headers: { accept: "application/json" },
      body: { json: { grant_type: "authorization_code", code: "code-1", ...credentials } },
    });
  });

  test("two tokens are the whole answer, and the access token lives five minutes", () => {
    expect(read(exchange, answer(200, { access_token: "a-2", refresh_token: "r-2" }))).toEqual({
      accessToken: "a-2",
      refreshToken: "r-2",
      scopes: null,
      expiresAt: later(300),
    });
  });

  test.each([
    [400, { message: "…", details: {} }, "provider_refused"],
    [400, "", "provider_refused"],
    [400, { error: "invalid_grant" }, "reauth_required"],
    [401, { error: "invalid_client" }, "provider_client_refused"],
    [403, { message: "…" }, "provider_refused"],
    [503, "", "provider_unreachable"],
    [200, "<html>", "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => exchange.read(answer(status, body), now))).toBe(code);
  });
});

describe("renewing at Wix's older way", () => {
  const steps = (held: Parameters<typeof wixAdvanced.renewals>[0]) =>
    wixAdvanced.renewals(held).map(({ request }) => [request.url, request.body]);
  const refresh = [
    "https://www.wixapis.com/oauth/access",
    { json: { grant_type: "refresh_token", refresh_token: "refresh-1", ...credentials } },
  ];
  const mint = [
    "https://www.wixapis.com/oauth2/token",
    { json: { grant_type: "client_credentials", instance_id: "inst-1", ...credentials } },
  ];

  test("the refresh token comes first, then minting for the installation", () => {
    expect(steps(installed)).toEqual([refresh, mint]);
  });

  test("a site that never had a refresh token is minted for", () => {
    expect(steps({ ...installed, tokens: tokens({ refreshToken: null }) })).toEqual([mint]);
  });

  test("an installation that is not known yet can only refresh", () => {
    expect(steps({ ...installed, accountId: null })).toEqual([refresh]);
  });

  test("nothing works without our credentials", () => {
    expect(steps({ ...installed, client: null })).toEqual([]);
  });

  test("refreshing gives five minutes, minting four hours", () => {
    const lives = wixAdvanced
      .renewals(installed)
      .map((call) => call.read(answer(200, { access_token: "a" }), now));
    expect(lives).toMatchObject([{ expiresAt: later(300) }, { expiresAt: later(14_400) }]);
  });
});

test("a window that Wix opened is closed at Wix with the access token", () => {
  const url = wixAdvanced.closingUrl(tokens());
  expect(endpoint(url)).toBe("https://www.wix.com/installer/close-window");
  expect(query(url)).toEqual({ access_token: "access-1" });
});

test("who am I and the raw header are those of Wix", () => {
  const account = wixAdvanced.account(tokens());
  expect(account.request).toMatchObject({
    url: "https://www.wixapis.com/apps/v1/instance",
    headers: { authorization: "access-1" },
  });
  expect(read(account, answer(200, { instance: { instanceId: "inst-1" } })).id).toBe("inst-1");
  expect(wixAdvanced.authorization("access-1")).toBe("access-1");
});
