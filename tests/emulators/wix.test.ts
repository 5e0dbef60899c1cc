import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AppStrategy, createClient } from "@wix/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { createBrowser } from "./browser.ts";
import { control, get, type Json, post, runEmulators, sdk, startOfMinute } from "./fixtures.ts";

const emulators = runEmulators();
const basicApp = demoApplications.wix;
const advancedApp = demoApplications["wix-advanced"];
const callback = "http://localhost:3000/link/wix-advanced/callback";
const bakery = "64fc2d7e-1585-45ef-b1c3-6081185108c1";
const wixSdk = sdk("@wix/sdk");
const apis = (path: string) => `${emulators.url}/www.wixapis.com/${path}`;
const settings = (change: object) => control(emulators.url, "POST", "settings/wix", change);
const act = (action: string, input: object) => control(emulators.url, "POST", `wix/${action}`, input);

// The SDK's token hosts are fixed in its code and it calls the global fetch; this is the only way in.
const realFetch = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!/(^|\.)wixapis\.com$/.test(url.hostname)) return realFetch(input, init);
    return realFetch(`${emulators.url}/${url.hostname}${url.pathname}${url.search}`, init);
  };
});
afterAll(() => {
  globalThis.fetch = realFetch;
});

/** Where the webhooks of these tests arrive. */
const inbox: string[] = [];
const webhookServer = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    inbox.push(body);
    response.writeHead(inboxStatus).end();
  });
});
let inboxStatus = 200;
let webhookUrl = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => webhookServer.listen(0, "127.0.0.1", resolve));
  webhookUrl = `http://127.0.0.1:${(webhookServer.address() as AddressInfo).port}/webhook`;
});
beforeEach(async () => {
  inbox.length = 0;
  inboxStatus = 200;
  await control(emulators.url, "POST", "applications/wix", { webhookUrl });
});
afterAll(() => new Promise((resolve) => webhookServer.close(resolve)));

const installBasic = async (site = bakery): Promise<string> => (await act("install", { site })).instanceId;

function advancedClient(more: { refreshToken?: string } = {}) {
  return createClient({
    auth: AppStrategy({ appId: advancedApp.id, appSecret: advancedApp.secret, ...more } as never),
  });
}

async function installAdvanced(state?: string, token?: string) {
  const install = advancedClient().auth.getInstallUrl({
    redirectUrl: callback,
    ...(state && { state }),
    ...(token && { token }),
  });
  const browser = createBrowser(emulators.url);
  await browser.open(install.replace("https://", `${emulators.url}/`));
  if (!token) {
    await browser.press("Continue as Maya Okafor");
    await browser.press("Acme Bakery");
  }
  await browser.press("Agree and install");
  return browser.left() as URL;
}

const basicToken = (instance_id: string, client = basicApp) =>
  post(
    apis("oauth2/token"),
    { grant_type: "client_credentials", client_id: client.id, client_secret: client.secret, instance_id },
    "json",
  );

const access = (fields: Record<string, string>) =>
  post(
    apis("oauth/access"),
    { client_id: advancedApp.id, client_secret: advancedApp.secret, ...fields },
    "json",
  );

test(`${wixSdk} mints a basic token for an instance and asks who it is`, async () => {
  const instanceId = await installBasic();
  const wix = createClient({
    auth: AppStrategy({ appId: basicApp.id, appSecret: basicApp.secret, instanceId }),
  });
  const { headers } = await wix.auth.getAuthHeaders();
  expect(headers.Authorization).toMatch(/^OauthNG\.JWS\./);
  const body = (await (await wix.fetchWithAuth("https://www.wixapis.com/apps/v1/instance")).json()) as Json;
  expect(body).toMatchObject({
    instance: { instanceId },
    site: { siteDisplayName: "Acme Bakery", siteId: bakery },
  });
});

test(`${wixSdk} installs with custom authentication: install address, callback, refresh`, async () => {
  const back = await installAdvanced("S-1");
  expect([...back.searchParams.keys()]).toEqual(["code", "state", "instanceId"]);
  const granted = await advancedClient().auth.handleOAuthCallback(back.href, { state: "S-1" });
  expect(granted.instanceId).toBe(back.searchParams.get("instanceId"));
  const wix = advancedClient({ refreshToken: granted.refreshToken });
  const first = await wix.auth.getAuthHeaders();
  const second = await wix.auth.getAuthHeaders();
  expect(second.headers.Authorization).not.toBe(first.headers.Authorization);
  const response = await get(apis("apps/v1/instance"), second.headers as never);
  expect(response.body.site.siteDisplayName).toBe("Acme Bakery");
});

test(`${wixSdk} is refused a code that was used, with the request id of the answer`, async () => {
  const back = await installAdvanced();
  await advancedClient().auth.handleOAuthCallback(back.href);
  await expect(advancedClient().auth.handleOAuthCallback(back.href)).rejects.toThrow(
    /Unexpected status code from Wix OAuth API: 400, request id: [0-9a-f-]{36}/,
  );
});

test(`${wixSdk} accepts the webhook of a removal, and refuses a wrong key and an expired one`, async () => {
  const instanceId = await installBasic();
  const publicKey = (await get(`${emulators.url}/_control/wix/public-key`)).text;
  const wix = createClient({
    auth: AppStrategy({ appId: basicApp.id, appSecret: basicApp.secret, publicKey }),
  });
  const verified = async (variant: string) => {
    await act("webhook", { instance: instanceId, event: "AppRemoved", variant });
    return (await wix.webhooks.process(inbox.at(-1) ?? "")) as Json;
  };
  const event = await verified("valid");
  expect(event).toMatchObject({ instanceId, eventType: "AppRemoved", payload: { appId: basicApp.id } });
  expect(event.identity.identityType).toBe("WIX_USER");
  await expect(verified("wrong-key")).rejects.toMatchObject({
    code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  });
  await expect(verified("expired")).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
});

test(`${wixSdk} learns from token-info what its token stands for`, async () => {
  const instanceId = await installBasic();
  const { body } = await basicToken(instanceId);
  const info = await createClient({
    auth: AppStrategy({ appId: basicApp.id, accessToken: body.access_token } as never),
  }).auth.getTokenInfo();
  expect(info).toMatchObject({
    active: true,
    subjectType: "APP",
    clientId: basicApp.id,
    instanceId,
    siteId: bakery,
  });
});

test("a basic token lives four hours, a token of custom authentication five minutes", async () => {
  const back = await installAdvanced();
  const code = back.searchParams.get("code") ?? "";
  const advanced = await access({ grant_type: "authorization_code", code });
  expect(Object.keys(advanced.body).sort()).toEqual(["access_token", "refresh_token"]);
  const basic = await basicToken(await installBasic());
  expect(basic.body).toMatchObject({ token_type: "Bearer", expires_in: 14_400 });
  const status = async (token: string) =>
    (await get(apis("apps/v1/instance"), { authorization: token })).status;
  await control(emulators.url, "POST", "clock", { advanceMs: 300_000 });
  expect([await status(advanced.body.access_token), await status(basic.body.access_token)]).toEqual([
    401, 200,
  ]);
  expect(await status(`Bearer ${basic.body.access_token}`)).toBe(200);
  await control(emulators.url, "POST", "clock", { advanceMs: 4 * 3_600_000 });
  expect(await status(basic.body.access_token)).toBe(401);
});

test("the refresh token stays the same, and a code dies after ten minutes", async () => {
  const code = (await installAdvanced()).searchParams.get("code") ?? "";
  const { refresh_token } = (await access({ grant_type: "authorization_code", code })).body;
  const again = await access({ grant_type: "refresh_token", refresh_token });
  expect(again.body.refresh_token).toBe(refresh_token);
  const late = (await installAdvanced()).searchParams.get("code") ?? "";
  await control(emulators.url, "POST", "clock", { advanceMs: 600_000 });
  expect(await access({ grant_type: "authorization_code", code: late })).toMatchObject({
    status: 400,
    body: { message: expect.any(String), details: { applicationError: { code: "INVALID_GRANT" } } },
  });
});

test("the errors of the basic token follow the IETF", async () => {
  const instanceId = await installBasic();
  expect(await basicToken("nobody")).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(await basicToken(instanceId, { ...basicApp, secret: "x" })).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
  expect((await basicToken(instanceId, advancedApp)).body.error).toBe("invalid_grant");
});

test("the external install flow keeps the app's own parameters and signs the instance", async () => {
  const url = "http://localhost:3000/link/wix/callback?state=s-1";
  const query = new URLSearchParams({ appId: basicApp.id, postInstallationUrl: url });
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/www.wix.com/app-installer?${query}`);
  await browser.press("Continue as נועה הררי");
  await browser.press("Agree and install");
  const params = Object.fromEntries(browser.left()?.searchParams ?? []);
  expect(params).toMatchObject({
    state: "s-1",
    appId: basicApp.id,
    tenantId: "7f2e4c19-0b53-4d6a-8e21-5c9b7a1d3f03",
  });
  const [signature, payload = ""] = (params.signedInstance ?? "").split(".");
  expect(signature).toBe(createHmac("sha256", basicApp.secret).update(payload).digest("base64url"));
  const facts = JSON.parse(Buffer.from(payload, "base64url").toString());
  expect(facts).toMatchObject({ instanceId: params.instanceId, appDefId: basicApp.id, permissions: "OWNER" });
  const info = await post(apis("oauth2/token-info"), { token: params.signedInstance ?? "" }, "json");
  expect(info.body).toMatchObject({ active: true, instanceId: params.instanceId });
});

test("a denial stays at Wix", async () => {
  const query = new URLSearchParams({ appId: basicApp.id, postInstallationUrl: callback });
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/www.wix.com/app-installer?${query}`);
  await browser.press("Continue as נועה הררי");
  await browser.press("Not now");
  expect(browser.left()).toBeUndefined();
  expect(browser.text()).toContain("You can close this window");
});

test("an install begun at Wix opens the app with a token, which leads straight to the consent", async () => {
  await control(emulators.url, "POST", "app", { appUrl: "http://localhost:3000" });
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/www.wix.com/app-market`);
  await browser.press("Continue as Maya Okafor");
  await browser.press("Maya's Portfolio");
  await browser.press("Install Patchbay Classic");
  expect(browser.left()?.pathname).toBe("/connect/wix-advanced");
  const back = await installAdvanced("S", browser.left()?.searchParams.get("token") ?? "");
  const code = back.searchParams.get("code") ?? "";
  const { body } = await access({ grant_type: "authorization_code", code });
  const site = (await get(apis("apps/v1/instance"), { authorization: body.access_token })).body.site;
  expect(site.siteDisplayName).toBe("Maya's Portfolio");
});

test("the close-window page does not show the token", async () => {
  const page = await get(`${emulators.url}/www.wix.com/installer/close-window?access_token=very-secret`);
  expect(page.text).toContain("You can close this window");
  expect(page.text).not.toContain("very-secret");
});

test("removal ends tokens and minting, and a reinstallation has the same instance id", async () => {
  const instanceId = await installBasic();
  const { access_token } = (await basicToken(instanceId)).body;
  await act("uninstall", { instance: instanceId });
  expect((await get(apis("apps/v1/instance"), { authorization: access_token })).status).toBe(401);
  expect((await basicToken(instanceId)).body.error).toBe("invalid_grant");
  expect(await installBasic()).toBe(instanceId);
  expect((await basicToken(instanceId)).status).toBe(200);
  expect(inbox).toHaveLength(3);
});

test("a duplicated site has an instance of its own, its origin, and no refresh token", async () => {
  await control(emulators.url, "POST", "applications/wix-advanced", { webhookUrl });
  const back = await installAdvanced();
  const origin = back.searchParams.get("instanceId") ?? "";
  await access({ grant_type: "authorization_code", code: back.searchParams.get("code") ?? "" });
  const copy = await act("duplicate", { instance: origin });
  expect(copy.originInstanceId).toBe(origin);
  const { vendors } = await control(emulators.url, "GET", "state?vendor=wix");
  const facts = vendors.wix.grants.find(({ id }: Json) => id === copy.instanceId);
  expect(facts).toMatchObject({ refreshToken: null, originInstanceId: origin, revoked: false });
  expect((await basicToken(copy.instanceId, advancedApp)).status).toBe(200);
  const [, payload = ""] = (inbox.at(-1) ?? "").split(".");
  const event = JSON.parse(JSON.parse(Buffer.from(payload, "base64url").toString()).data);
  expect(event.eventType).toBe("AppInstalled");
  expect(JSON.parse(event.data)).toEqual({ appId: advancedApp.id, originInstanceId: origin });
});

const eventTypes = () =>
  inbox.map((jwt) => {
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    return { type: JSON.parse(claims.data).eventType, iat: claims.iat };
  });

test("webhooks can arrive twice, out of order, or not at all", async () => {
  const instance = await installBasic();
  inbox.length = 0;
  await act("uninstall", { instance, variant: "out-of-order" });
  expect(inbox).toHaveLength(0);
  await control(emulators.url, "POST", "clock", { advanceMs: 5000 });
  await act("reinstall", { instance });
  const [first, second] = eventTypes();
  expect([first?.type, second?.type]).toEqual(["AppInstalled", "AppRemoved"]);
  expect(first?.iat).toBeGreaterThan(second?.iat);
  inbox.length = 0;
  await settings({ webhooks: "duplicate" });
  await act("uninstall", { instance });
  expect(eventTypes().map(({ type }) => type)).toEqual(["AppRemoved", "AppRemoved"]);
  inbox.length = 0;
  await settings({ webhooks: "off" });
  await act("reinstall", { instance });
  expect(inbox).toHaveLength(0);
});

test("a webhook that was not answered is repeated when the clock reaches its retry", async () => {
  inboxStatus = 500;
  await installBasic();
  expect(inbox).toHaveLength(1);
  await control(emulators.url, "POST", "clock", { advanceMs: 59_000 });
  expect(inbox).toHaveLength(1);
  inboxStatus = 200;
  await control(emulators.url, "POST", "clock", { advanceMs: 2000 });
  await control(emulators.url, "POST", "clock", { advanceMs: 24 * 3_600_000 });
  expect(inbox).toHaveLength(2);
});

test("token-info gives its values as strings by switch, and only says inactive of the rest", async () => {
  const token = (await basicToken(await installBasic())).body.access_token;
  const ask = async (text: string) => (await post(apis("oauth2/token-info"), { token: text }, "json")).body;
  await settings({ tokenInfoValues: "strings" });
  expect(await ask(token)).toMatchObject({ active: "true", exp: expect.stringMatching(/^\d+$/) });
  expect(await ask("nonsense")).toEqual({ active: false });
});

test("contacts are paged, and a permission that was not given is a 403", async () => {
  const authorization = (await basicToken(await installBasic())).body.access_token;
  const page = await get(apis("contacts/v4/contacts?paging.limit=100&paging.offset=200"), { authorization });
  expect(page.body.contacts).toHaveLength(40);
  expect(page.body.pagingMetadata).toEqual({ count: 40, offset: 200, total: 240, hasNext: false });
  const properties = await get(apis("site-properties/v4/properties?fields.paths=email"), { authorization });
  expect(properties.body.properties.email).toBe("maya@acme-bakery.example");
  await settings({ mayReadContacts: false, mayReadOwnerEmail: false });
  expect((await get(apis("contacts/v4/contacts"), { authorization })).status).toBe(403);
  expect((await get(apis("apps/v1/instance"), { authorization })).body.site).not.toHaveProperty("ownerInfo");
});

test("the two hundred and first request of a minute is a 429", async () => {
  await startOfMinute(emulators.url);
  const authorization = (await basicToken(await installBasic())).body.access_token;
  await settings({ rateLimit: 1 });
  expect((await get(apis("apps/v1/instance"), { authorization })).status).toBe(200);
  expect((await get(apis("apps/v1/instance"), { authorization })).status).toBe(429);
});

test("the control API signs an instance, for a visitor too", async () => {
  const instance = await installBasic();
  const path = `wix/instance?instance=${instance}&aid=visitor-1`;
  const [, payload = ""] = (await control(emulators.url, "GET", path)).instance.split(".");
  const facts = JSON.parse(Buffer.from(payload, "base64url").toString());
  expect(facts).toMatchObject({ instanceId: instance, aid: "visitor-1" });
  expect(facts).not.toHaveProperty("permissions");
});
