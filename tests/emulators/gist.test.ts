import { AuthorizationCode } from "simple-oauth2";
import { expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { createBrowser } from "./browser.ts";
import { bearer, control, get, post, runEmulators, sdk, startOfMinute } from "./fixtures.ts";

const emulators = runEmulators();
const callback = "http://localhost:3000/link/gist/callback";
const { id, secret } = demoApplications.gist;
const client = { client_id: id, client_secret: secret };
const scope = "read_teammates read_bulk_contacts read_tags";
const api = (path: string) => `${emulators.url}/api.getgist.com/${path}`;

function authorizeUrl(params: Record<string, string> = {}) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: callback,
    scope,
    ...params,
  });
  return `${emulators.url}/app.getgist.com/oauth/authorize?${query}`;
}

const exchange = (code: string | null, more: Record<string, string> = {}, as: "form" | "json" = "form") =>
  post(
    api("oauth/token"),
    { grant_type: "authorization_code", code: code ?? "", redirect_uri: callback, ...client, ...more },
    as,
  );

const settings = (change: object) => control(emulators.url, "POST", "settings/gist", change);

async function link(params: Record<string, string> = {}): Promise<string> {
  await settings({ autoAnswer: "allow" });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl(params));
  return (await exchange(browser.left()?.searchParams.get("code") ?? null)).body.access_token;
}

test(`${sdk("simple-oauth2")} authorizes at Gist by its pages and gets a token that never expires`, async () => {
  const oauth = new AuthorizationCode({
    client: { id, secret },
    auth: {
      tokenHost: emulators.url,
      tokenPath: "/api.getgist.com/oauth/token",
      authorizePath: "/app.getgist.com/oauth/authorize",
    },
    options: { authorizationMethod: "body" },
  });
  const browser = createBrowser(emulators.url);
  await browser.open(oauth.authorizeURL({ redirect_uri: callback, scope, state: "s-1" }));
  await browser.press("Continue as Maya Okafor");
  await browser.press("Northwind Help");
  await browser.press("Allow");
  const params = browser.left()?.searchParams;
  expect([...(params?.keys() ?? [])]).toEqual(["code", "state"]);
  expect(params?.get("state")).toBe("s-1");
  const granted = await oauth.getToken({ code: params?.get("code") ?? "", redirect_uri: callback });
  expect(Object.keys(granted.token)).toEqual(["access_token"]);
  expect(granted.expired()).toBe(false);
  await control(emulators.url, "POST", "clock", { advanceMs: 400 * 86_400_000 });
  const { body } = await get(api("teammates"), bearer(String(granted.token.access_token)));
  expect(body.teammates.map(({ name }: { name: string }) => name)).toEqual(["Maya Okafor", "Per Nilsen"]);
});

test(`${sdk("simple-oauth2")} has nothing to renew a Gist token with`, async () => {
  const oauth = new AuthorizationCode({
    client: { id, secret },
    auth: { tokenHost: emulators.url, tokenPath: "/api.getgist.com/oauth/token" },
    options: { authorizationMethod: "body" },
  });
  const token = oauth.createToken({ access_token: await link() });
  await expect(token.refresh()).rejects.toMatchObject({
    data: { payload: { error: "unsupported_grant_type" } },
  });
});

test("a denial stays at Gist: a sentence for the person, nothing for the app", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ state: "s" }));
  await browser.press("Continue as سامي الحداد");
  await browser.press("Deny");
  expect(browser.left()).toBeUndefined();
  expect(browser.text()).toContain("You can close this window");
});

test("unknown scopes and no scope at all are refused in the page", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ scope: "read_contacts read_tags" }));
  expect(browser.status()).toBe(400);
  expect(browser.text()).toContain("These scopes do not exist: read_contacts");
  await browser.open(authorizeUrl({ scope: "" }));
  expect(browser.text()).toContain("scope parameter is missing");
  expect(browser.left()).toBeUndefined();
});

test("a pinned redirect address must match to the letter", async () => {
  await control(emulators.url, "POST", "applications/gist", { redirectUris: [callback] });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl({ redirect_uri: `${callback}?extra=1` }));
  expect(browser.status()).toBe(400);
  await browser.open(authorizeUrl());
  expect(browser.heading()).toBe("Sign in to Gist");
});

test("the token endpoint takes JSON as well as a form, on its old host too, and a code only once", async () => {
  await settings({ autoAnswer: "allow" });
  const browser = createBrowser(emulators.url);
  await browser.open(authorizeUrl());
  const code = browser.left()?.searchParams.get("code") ?? null;
  const old = `${emulators.url}/web-api.getgist.com/oauth/token`;
  const fields = { grant_type: "authorization_code", code: code ?? "", redirect_uri: callback, ...client };
  const { body } = await post(old, fields, "json");
  expect(body).toEqual({ access_token: expect.stringMatching(/^[\w-]{124}$/) });
  expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(await exchange(code, { client_secret: "x" })).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
});

test("an install begun inside Gist arrives with a code and the workspace as its state", async () => {
  await control(emulators.url, "POST", "app", { appUrl: "http://localhost:3000" });
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/app.getgist.com/app-store`);
  await browser.press("Continue as Maya Okafor");
  await browser.press("Acme Support");
  await browser.press("Install Patchbay");
  expect(browser.left()?.pathname).toBe("/link/gist/callback");
  expect(browser.left()?.searchParams.get("state")).toBe("nrrjryb4");
  expect((await exchange(browser.left()?.searchParams.get("code") ?? null)).status).toBe(200);
});

test("uninstalling in Gist makes every call a 401", async () => {
  const token = await link();
  expect((await get(api("teammates"), bearer(token))).status).toBe(200);
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/app.getgist.com/app-store`);
  await browser.press("Uninstall Patchbay");
  expect(browser.text()).toContain("Not installed in this workspace");
  expect((await control(emulators.url, "GET", "state?vendor=gist")).vendors.gist.grants[0].revoked).toBe(
    true,
  );
  expect(await get(api("teammates"), bearer(token))).toMatchObject({
    status: 401,
    body: { errors: [{ message: expect.any(String) }] },
  });
});

test("a missing scope is a 403, one contact needs another scope than the list", async () => {
  const token = await link({ scope: "read_bulk_contacts" });
  expect((await get(api("contacts"), bearer(token))).status).toBe(200);
  expect((await get(api("contacts?email=contact1@customers.example"), bearer(token))).status).toBe(403);
  expect((await get(api("teams"), bearer(token))).status).toBe(403);
});

test("contacts come in pages that can be followed to the end", async () => {
  const token = await link({ scope: "read_bulk_contacts read_contact" });
  let next: string | null = api("contacts?per_page=500");
  const seen: number[] = [];
  while (next !== null) {
    const { body }: Awaited<ReturnType<typeof get>> = await get(next, bearer(token));
    seen.push(...body.contacts.map(({ id: contact }: { id: number }) => contact));
    next = body.pages.next;
  }
  expect(new Set(seen).size).toBe(130);
  const one = await get(api("contacts?email=contact2@customers.example"), bearer(token));
  expect(one.body.contact).toMatchObject({ id: 70_001, user_id: "user-2", tags: [{ name: "trial" }] });
  expect((await get(api("contacts/70001"), bearer(token))).body.contact.id).toBe(70_001);
  expect((await get(api("contacts/1"), bearer(token))).status).toBe(404);
});

test("whether an address tells about the token is a switch, and by default it does not", async () => {
  const token = await link();
  const status = async (path: string) => (await get(api(path), bearer(token))).status;
  expect([await status("token"), await status("token/info")]).toEqual([404, 404]);
  await settings({ tokenFacts: "token" });
  expect((await get(api("token"), bearer(token))).body.workspace).toEqual({
    id: "nrrjryb4",
    name: "Acme Support",
  });
  await settings({ tokenFacts: "token-info" });
  expect([await status("token"), await status("token/info")]).toEqual([404, 200]);
});

test("a limit can be set and then answers 429 with Retry-After", async () => {
  const token = await link();
  await startOfMinute(emulators.url);
  await settings({ rateLimit: 1 });
  await get(api("tags"), bearer(token));
  const limited = await get(api("tags"), bearer(token));
  expect(limited.status).toBe(429);
  expect(limited.headers.get("retry-after")).toBe("60");
});
