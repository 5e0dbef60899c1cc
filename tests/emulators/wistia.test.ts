import { createHash } from "node:crypto";
import { AuthorizationCode } from "simple-oauth2";
import { expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { createBrowser } from "./browser.ts";
import {
  basic,
  bearer,
  control,
  get,
  type Json,
  post,
  runEmulators,
  sdk,
  startOfMinute,
} from "./fixtures.ts";

const emulators = runEmulators();
const callback = "http://localhost:3000/link/wistia/callback";
const { id, secret } = demoApplications.wistia;
const client = { client_id: id, client_secret: secret };
const api = (path: string) => `${emulators.url}/api.wistia.com/${path}`;
const tokenUrl = () => api("oauth/token");

function authorizeUrl(params: Record<string, string> = {}, host = "app.wistia.com") {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: callback,
    ...params,
  });
  return `${emulators.url}/${host}/oauth/authorize?${query}`;
}

async function authorizeAsMaya(url = authorizeUrl(), browser = createBrowser(emulators.url)) {
  await browser.open(url);
  await browser.press("Continue as Maya Okafor");
  await browser.press("Acme Studios");
  await browser.press("Authorize");
  return browser.left()?.searchParams ?? new URLSearchParams();
}

const exchange = (code: string | null, more: Record<string, string> = {}) =>
  post(tokenUrl(), {
    grant_type: "authorization_code",
    code: code ?? "",
    redirect_uri: callback,
    ...client,
    ...more,
  });

const renew = (refresh_token: string) =>
  post(tokenUrl(), { grant_type: "refresh_token", refresh_token, ...client });

async function link(params: Record<string, string> = {}): Promise<Json> {
  await control(emulators.url, "POST", "settings/wistia", { autoAnswer: "allow" });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl(params));
  return (await exchange(browser.left()?.searchParams.get("code") ?? null)).body;
}

const settings = (change: Json) => control(emulators.url, "POST", "settings/wistia", change);

test(`${sdk("simple-oauth2")} authorizes at Wistia by its pages, gets a token, and renews it`, async () => {
  const oauth = new AuthorizationCode({
    client: { id, secret },
    auth: {
      tokenHost: emulators.url,
      tokenPath: "/api.wistia.com/oauth/token",
      authorizePath: "/app.wistia.com/oauth/authorize",
    },
    options: { authorizationMethod: "body" },
  });
  const params = await authorizeAsMaya(oauth.authorizeURL({ redirect_uri: callback, state: "s-1" }));
  expect(params.get("state")).toBe("s-1");
  const granted = await oauth.getToken({ code: params.get("code") ?? "", redirect_uri: callback });
  expect(granted.token).toMatchObject({ token_type: "bearer", expires_in: 21_600, scope: ["all:read"] });
  const renewed = await granted.refresh();
  expect(renewed.token.refresh_token).toBe(granted.token.refresh_token);
  expect(renewed.token.access_token).not.toBe(granted.token.access_token);
  expect((await get(api("v1/account.json"), bearer(String(renewed.token.access_token)))).body).toMatchObject({
    name: "Acme Studios",
    mediaCount: 137,
  });
});

test(`${sdk("simple-oauth2")} is told by status 400 that Wistia's code was already used`, async () => {
  const oauth = new AuthorizationCode({
    client: { id, secret },
    auth: { tokenHost: emulators.url, tokenPath: "/api.wistia.com/oauth/token" },
    options: { authorizationMethod: "header" },
  });
  const code = (await authorizeAsMaya()).get("code") ?? "";
  await oauth.getToken({ code, redirect_uri: callback });
  await expect(oauth.getToken({ code, redirect_uri: callback })).rejects.toMatchObject({
    output: { statusCode: 400 },
    data: { payload: { error: "invalid_grant" } },
  });
});

test("the redirect names account and contact and keeps the app's own parameters", async () => {
  const params = await authorizeAsMaya(authorizeUrl({ redirect_uri: `${callback}?mine=35` }));
  expect(Object.fromEntries(params)).toEqual({
    mine: "35",
    code: expect.stringMatching(/^[0-9a-f]{64}$/),
    account_id: "4101",
    account_url: "https://acme-studios.wistia.com",
    account_name: "Acme Studios",
    contact_id: "901",
    contact_name: "Maya Okafor",
    contact_email: "maya@acme-studios.example",
  });
});

test("a denial comes back as access_denied with the state and the app's own parameters", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ redirect_uri: `${callback}?mine=35`, state: "s" }, "api.wistia.com"));
  await browser.press("Continue as Maya Okafor");
  await browser.press("Northwind Films");
  await browser.press("Deny");
  expect(browser.left()?.search).toBe(
    "?mine=35&error=access_denied&error_description=The+resource+owner+or+authorization+server+denied+the+request.&state=s",
  );
});

test("a person with one account is not asked which, and who authorized before is not asked again", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl());
  await browser.press("Continue as יעל בן־דוד");
  await browser.press("Authorize");
  await exchange(browser.left()?.searchParams.get("code") ?? null);
  await browser.open(authorizeUrl());
  expect(browser.left()?.searchParams.get("account_id")).toBe("4103");
});

test("another person can be chosen on every page", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl());
  await browser.press("Continue as Maya Okafor");
  await browser.press("Use another person");
  expect(browser.heading()).toBe("Sign in to Wistia");
  await browser.press("Continue as Tom Lindqvist");
});

test("a contributor is refused in the page and the app hears nothing", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl());
  await browser.press("Continue as Tom Lindqvist");
  expect(browser.status()).toBe(403);
  expect(browser.text()).toContain("Only owners and managers");
  expect(browser.left()).toBeUndefined();
});

test("an account without OAuth is refused in the page", async () => {
  await settings({ oauthEnabled: false });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl());
  await browser.press("Continue as יעל בן־דוד");
  expect(browser.heading()).toBe("OAuth is not enabled");
  expect(browser.left()).toBeUndefined();
});

test("an unknown client and a foreign redirect address get an error page, never a redirect", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ client_id: "nobody" }));
  expect(browser.status()).toBe(401);
  await browser.open(authorizeUrl({ redirect_uri: "https://elsewhere.example/callback" }));
  expect(browser.heading()).toBe("Wrong redirect address");
  expect(browser.left()).toBeUndefined();
});

test("a pinned redirect address may carry extra parameters but no other path", async () => {
  await control(emulators.url, "POST", "applications/wistia", { redirectUris: [callback] });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ redirect_uri: `${callback}?extra=1` }));
  expect(browser.heading()).toBe("Sign in to Wistia");
  await browser.open(authorizeUrl({ redirect_uri: "http://localhost:3000/other" }));
  expect(browser.heading()).toBe("Wrong redirect address");
});

test("an unknown scope is redirected as invalid_scope, a known one is granted", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ scope: "all:read everything" }));
  expect(browser.left()?.searchParams.get("error")).toBe("invalid_scope");
  expect((await link({ scope: "media:read stats:read" })).scope).toEqual(["media:read", "stats:read"]);
});

test("a code bound to a challenge opens only with its verifier", async () => {
  const verifier = "a-verifier-that-is-long-enough-for-the-specification";
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const url = authorizeUrl({ code_challenge, code_challenge_method: "S256" });
  const code = (await authorizeAsMaya(url)).get("code");
  expect((await exchange(code)).body.error).toBe("invalid_grant");
  expect((await exchange(code, { code_verifier: `${verifier}x` })).status).toBe(400);
  expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
});

test("the token endpoint reads a query string as well as a form", async () => {
  const code = (await authorizeAsMaya()).get("code") ?? "";
  const fields = { grant_type: "authorization_code", code, redirect_uri: callback, ...client };
  const response = await fetch(`${tokenUrl()}?${new URLSearchParams(fields)}`, { method: "POST" });
  expect(response.status).toBe(200);
});

test("a code dies after ten minutes of the clock", async () => {
  const code = (await authorizeAsMaya()).get("code");
  await control(emulators.url, "POST", "clock", { advanceMs: 600_000 });
  expect((await exchange(code)).body.error).toBe("invalid_grant");
});

test("each token error has its own status and code", async () => {
  const ask = (fields: Record<string, string>) => post(tokenUrl(), fields);
  expect(await ask({ ...client, client_secret: "wrong" })).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
  expect(await ask(client)).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  expect(await ask({ ...client, grant_type: "password" })).toMatchObject({
    status: 400,
    body: { error: "unsupported_grant_type" },
  });
  const refused = await renew("never-issued");
  expect(refused.headers.get("www-authenticate")).toContain('error="invalid_grant"');
});

test("an access token dies after six hours and the refresh token brings another", async () => {
  const { access_token, refresh_token } = await link();
  await control(emulators.url, "POST", "clock", { advanceMs: 21_600_000 });
  expect(await get(api("v1/account.json"), bearer(access_token))).toMatchObject({
    status: 401,
    body: { code: "unauthorized_credentials", error: "Invalid credentials." },
  });
  const { body } = await renew(refresh_token);
  expect((await get(api("v1/account.json"), bearer(body.access_token))).status).toBe(200);
});

test("authorizing again replaces the refresh token", async () => {
  const first = await link();
  const second = await link();
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect((await renew(first.refresh_token)).status).toBe(400);
});

test("by switch the refresh token rotates, and by another it is good for one use", async () => {
  const { refresh_token } = await link();
  await settings({ refreshTokens: "rotate" });
  const rotated = (await renew(refresh_token)).body.refresh_token;
  expect(rotated).not.toBe(refresh_token);
  expect((await renew(refresh_token)).status).toBe(200);
  await settings({ refreshTokens: "single-use" });
  expect((await renew(rotated)).status).toBe(200);
  expect((await renew(rotated)).body.error).toBe("invalid_grant");
});

test("by switch the scope is a string, the type is written Bearer, and a refused grant is a 401", async () => {
  await settings({ scopeFormat: "string", tokenType: "Bearer", invalidGrantStatus: "401" });
  expect(await link()).toMatchObject({ scope: "all:read", token_type: "Bearer" });
  expect((await renew("never-issued")).status).toBe(401);
});

test("revocation ends the grant, accepts unknown tokens, and refuses another client's", async () => {
  const { access_token, refresh_token } = await link();
  const revoke = (token: string, who = client) => post(api("oauth/revoke"), { token, ...who });
  expect(await revoke("never-issued")).toMatchObject({ status: 200, body: {} });
  expect((await revoke(refresh_token, { client_id: "nobody", client_secret: "x" })).status).toBe(403);
  expect((await revoke(refresh_token)).status).toBe(200);
  expect((await get(api("v1/account.json"), bearer(access_token))).status).toBe(401);
  expect((await renew(refresh_token)).status).toBe(400);
});

test("introspection by HTTP Basic tells a live token from a dead one", async () => {
  const { access_token } = await link();
  const ask = () => post(api("oauth/introspect"), { token: access_token }, "form", basic(id, secret));
  expect((await ask()).body).toMatchObject({ active: true, client_id: id, scope: "all:read" });
  await control(emulators.url, "POST", "wistia/expire", {});
  expect((await ask()).body).toEqual({ active: false });
});

test("a person removes the access in the settings of Wistia", async () => {
  const { access_token } = await link();
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/app.wistia.com/account/apps`);
  await browser.press("Remove access");
  expect(browser.text()).toContain("No application has access");
  expect((await get(api("v1/account.json"), bearer(access_token))).status).toBe(401);
});

test("media come without a frame, a hundred at most, in both dialects", async () => {
  const { access_token } = await link();
  const list = async (path: string) => (await get(api(path), bearer(access_token))).body;
  expect(await list("v1/medias.json")).toHaveLength(100);
  expect(await list("modern/medias?page=2&per_page=500")).toHaveLength(37);
  expect((await list("modern/medias?page=1&per_page=1"))[0]).toHaveProperty("folder.hashedId");
  expect((await list("v1/projects.json"))[0]).toMatchObject({ name: "Marketing", mediaCount: 46 });
  expect((await list("modern/folders"))[0]).toMatchObject({ media_count: 46, anonymous_can_upload: false });
  expect(await list("modern/account")).toMatchObject({
    media_count: 137,
    folder_count: 3,
    video_limit: null,
  });
  expect(await list("modern/token")).toMatchObject({ type: "oauth", scopes: ["all:read"] });
});

test("the token may be a query parameter under either name", async () => {
  const { access_token } = await link();
  expect((await get(api(`v1/account.json?access_token=${access_token}`))).status).toBe(200);
  expect((await get(api(`v1/account.json?bearer_token=${access_token}`))).status).toBe(200);
});

test("a missing scope and an inactive account are 401 with their own codes", async () => {
  const { access_token } = await link({ scope: "media:read" });
  const stats = () => get(api("modern/stats/account"), bearer(access_token));
  expect(await stats()).toMatchObject({ status: 401, body: { code: "unauthorized_scope" } });
  await settings({ accountActive: false });
  expect(await stats()).toMatchObject({ status: 401, body: { code: "account_inactive" } });
});

test("the classic upload wants the token in the query, the modern one in the header", async () => {
  const { access_token } = await link({ scope: "media:upload" });
  const upload = async (query: string, headers: Record<string, string>) => {
    const body = new URLSearchParams({ url: "https://files.example/a.mp4", name: "A" });
    return (await fetch(`${emulators.url}/upload.wistia.com/${query}`, { method: "POST", headers, body }))
      .status;
  };
  expect(await upload(`?access_token=${access_token}`, {})).toBe(200);
  expect(await upload("", bearer(access_token))).toBe(401);
  await settings({ uploadAuth: "modern" });
  expect(await upload(`?access_token=${access_token}`, {})).toBe(401);
  expect(await upload("", bearer(access_token))).toBe(200);
});

test("beyond the limit of a minute the answer is plain text with Retry-After, until the minute is over", async () => {
  const { access_token } = await link();
  await settings({ rateLimit: 2 });
  await startOfMinute(emulators.url);
  const ask = () => get(api("v1/account.json"), bearer(access_token));
  await ask();
  await ask();
  const limited = await ask();
  expect(limited).toMatchObject({ status: 429, text: "Rate limit exceeded" });
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(limited.headers.get("x-request-id")).toBeTruthy();
  await control(emulators.url, "POST", "clock", { advanceMs: 60_000 });
  expect((await ask()).status).toBe(200);
});
