import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { startEmulators } from "../../emulators/server.ts";
import { createBrowser } from "./browser.ts";
import { basic, bearer, control, get, type Json, post, runEmulators } from "./fixtures.ts";

const emulators = runEmulators();
const key = "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me";
const callback = "http://localhost:3000/link/wistia/callback";
const { id, secret } = demoApplications.wistia;
const videos = () => `${emulators.url}/ws.api.video/videos`;
const fault = (body: object) => control(emulators.url, "POST", "faults", body);

async function linkWistia(): Promise<Json> {
  await control(emulators.url, "POST", "settings/wistia", { autoAnswer: "allow" });
  const query = new URLSearchParams({ response_type: "code", client_id: id, redirect_uri: callback });
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/app.wistia.com/oauth/authorize?${query}`);
  return exchange(browser.left()?.searchParams.get("code") ?? "");
}

const exchange = async (code: string) =>
  (
    await post(`${emulators.url}/api.wistia.com/oauth/token`, {
      grant_type: "authorization_code",
      client_id: id,
      client_secret: secret,
      redirect_uri: callback,
      code,
    })
  ).body;

test("the clock moves for every vendor and its offset is on disk before the answer", async () => {
  const clockFile = join(mkdtempSync(join(tmpdir(), "clock-")), "offset");
  const first = await startEmulators({ quiet: true, clockFile });
  const { offsetMs, now } = await control(first.url, "POST", "clock", { advanceMs: 3_600_000 });
  expect(offsetMs).toBe(3_600_000);
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(3_590_000);
  expect(readFileSync(clockFile, "utf8")).toBe("3600000");
  await first.close();
  const second = await startEmulators({ quiet: true, clockFile });
  expect((await control(second.url, "GET", "clock")).offsetMs).toBe(3_600_000);
  await control(second.url, "POST", "clock", { offsetMs: -5 });
  expect(readFileSync(clockFile, "utf8")).toBe("-5");
  await second.close();
});

test("a clock that is not a number is refused and nothing moves", async () => {
  const response = await fetch(`${emulators.url}/_control/clock`, { method: "POST", body: "advanceMs=soon" });
  expect(response.status).toBe(400);
  expect((await control(emulators.url, "GET", "clock")).offsetMs).toBe(0);
});

test("the state says which refresh token is current and which access tokens live", async () => {
  const token = await linkWistia();
  const [grant] = (await control(emulators.url, "GET", "state")).vendors.wistia.grants;
  expect(grant).toMatchObject({
    account: { id: 4101, name: "Acme Studios" },
    refreshToken: token.refresh_token,
    revoked: false,
    accessTokens: [{ token: token.access_token, live: true }],
  });
  await control(emulators.url, "POST", "wistia/expire", { grant: grant.id });
  const [expired] = (await control(emulators.url, "GET", "state")).vendors.wistia.grants;
  expect(expired.accessTokens[0].live).toBe(false);
  expect((await control(emulators.url, "POST", "wistia/revoke", {})).revoked).toEqual([grant.id]);
});

test("every request is remembered with its body and status, until forgotten", async () => {
  await post(`${emulators.url}/ws.api.video/auth/api-key?a=1`, { apiKey: "wrong" }, "json");
  await fetch(`${emulators.url}/api.getgist.com/teammates`);
  const { requests } = await control(emulators.url, "GET", "requests?vendor=api-video");
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    method: "POST",
    host: "ws.api.video",
    path: "/auth/api-key",
    query: { a: "1" },
    body: '{"apiKey":"wrong"}',
    status: 400,
    fault: null,
  });
  expect(requests[0].headers["content-type"]).toBe("application/json");
  await control(emulators.url, "DELETE", "requests");
  expect((await control(emulators.url, "GET", "requests")).requests).toEqual([]);
});

test("a status fault answers the next calls and then is used up", async () => {
  await fault({
    vendor: "api-video",
    kind: "status",
    status: 429,
    retryAfter: 30,
    times: 2,
    body: { title: "no" },
  });
  for (const _ of [1, 2]) {
    const answer = await get(videos(), basic(key));
    expect(answer).toMatchObject({ status: 429, body: { title: "no" } });
    expect(answer.headers.get("retry-after")).toBe("30");
  }
  expect((await get(videos(), basic(key))).status).toBe(200);
});

test("a fault with a path leaves other calls, and a person's pages, alone", async () => {
  await fault({ vendor: "*", kind: "status", path: "api.wistia.com/oauth/*" });
  expect((await get(videos(), basic(key))).status).toBe(200);
  expect((await get(`${emulators.url}/api.wistia.com/oauth/token`)).status).toBe(503);
  await fault({ vendor: "wistia", kind: "status" });
  expect((await get(`${emulators.url}/app.wistia.com/account/apps`, { accept: "text/html" })).status).toBe(
    200,
  );
});

test("a connection dropped before reading leaves no trace at the vendor, one dropped after has happened", async () => {
  const spend = () => post(`${emulators.url}/ws.api.video/auth/api-key`, { apiKey: key }, "json");
  const current = async () => {
    const { vendors } = await control(emulators.url, "GET", "state?vendor=api-video");
    return vendors["api-video"].grants[0].refreshToken;
  };
  await fault({ vendor: "api-video", kind: "drop-before-read" });
  await expect(spend()).rejects.toThrow("fetch failed");
  expect(await current()).toBeNull();
  await fault({ vendor: "api-video", kind: "process-then-drop" });
  await expect(spend()).rejects.toThrow("fetch failed");
  expect(await current()).toMatch(/^def50200/);
  const { requests } = await control(emulators.url, "GET", "requests");
  expect(requests.map(({ status }: Json) => status)).toEqual([0, 0]);
});

test("process-then-status loses the answer, not the deed", async () => {
  await fault({ vendor: "api-video", kind: "process-then-status", status: 502 });
  const answer = await fetch(`${emulators.url}/ws.api.video/auth/api-key`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ apiKey: key }),
  });
  expect(answer.status).toBe(502);
  const { vendors } = await control(emulators.url, "GET", "state?vendor=api-video");
  expect(vendors["api-video"].grants[0].refreshToken).not.toBeNull();
});

test("an answer can be late, cut, empty, a web page, a redirect, slow, or far too big", async () => {
  const next = async (body: object) => {
    await fault({ vendor: "api-video", ...body });
    return fetch(videos(), { headers: basic(key), redirect: "manual" });
  };
  expect((await next({ kind: "delay", delayMs: 1 })).status).toBe(200);
  await expect((await next({ kind: "malformed" })).json()).rejects.toThrow();
  expect(await (await next({ kind: "empty" })).text()).toBe("");
  expect((await next({ kind: "html" })).headers.get("content-type")).toContain("text/html");
  const redirected = await next({ kind: "redirect" });
  expect([redirected.status, redirected.headers.get("location")]).toEqual([
    302,
    `${emulators.url}/_control/trap`,
  ]);
  expect((await (await next({ kind: "slow-body", delayMs: 1 })).json()).data).toHaveLength(25);
  expect((await (await next({ kind: "huge", bytes: 1_000_000 })).text()).length).toBeGreaterThan(1_000_000);
});

test("an answer that never comes ends when the caller gives up", async () => {
  await fault({ vendor: "api-video", kind: "hang" });
  await expect(fetch(videos(), { headers: basic(key), signal: AbortSignal.timeout(20) })).rejects.toThrow(
    "timeout",
  );
});

test("a cut scope grants less than was asked", async () => {
  await control(emulators.url, "POST", "applications/wistia", { scopes: ["all:read", "media:upload"] });
  await fault({ vendor: "wistia", kind: "cut-scope", path: "/oauth/token" });
  expect((await linkWistia()).scope).toEqual(["all:read"]);
});

test("a fault that nobody could mean is refused with a reason", async () => {
  expect((await fault({ vendor: "wistia", kind: "explode" })).error).toContain("kind must be one of");
  expect((await fault({ vendor: "nobody", kind: "status" })).error).toContain("vendor must be");
});

test("a setting that does not exist, or has no such value, changes nothing", async () => {
  const set = (change: object) => control(emulators.url, "POST", "settings/wistia", change);
  expect((await set({ scopeFormat: "string", refreshTokens: "never" })).error).toContain(
    "refreshTokens must be one of",
  );
  expect((await set({ nonsense: 1 })).error).toContain("There is no setting nonsense");
  expect((await control(emulators.url, "GET", "settings/wistia")).settings.scopeFormat).toBe("array");
});

test("a reset brings back the seed, the clock and the answers", async () => {
  const { access_token } = await linkWistia();
  await control(emulators.url, "POST", "clock", { advanceMs: 1000 });
  await fault({ vendor: "*", kind: "status", times: 9 });
  await control(emulators.url, "POST", "reset", {});
  expect((await control(emulators.url, "GET", "clock")).offsetMs).toBe(0);
  expect((await get(`${emulators.url}/api.wistia.com/v1/account.json`, bearer(access_token))).status).toBe(
    401,
  );
});

test("the control page works without JavaScript", async () => {
  await linkWistia();
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/`);
  expect(browser.heading()).toBe("Emulator control");
  await browser.press("1 hour on");
  expect(browser.text()).toContain("1.00 hours from the time outside");
  await browser.press("Revoke every grant");
  await browser.press("Set for Gist");
  expect(browser.text()).toContain('"autoAnswer":"off"');
  const { vendors } = await control(emulators.url, "GET", "state?vendor=wistia");
  expect(vendors.wistia.grants[0].revoked).toBe(true);
});

test("every page says that it is not the real vendor", async () => {
  const pages = [
    "app.wistia.com/account/apps",
    "app.getgist.com/app-store",
    "dashboard.api.video/apikeys",
    "www.wix.com/app-market",
  ];
  for (const path of pages)
    expect((await get(`${emulators.url}/${path}`)).text).toMatch(/Emulator, not the real \w/);
});

test("what a caller sends is text on a page, never markup", async () => {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: demoApplications.gist.id,
    redirect_uri: callback,
    scope: "<script>alert(1)</script>",
  });
  const page = await get(`${emulators.url}/app.getgist.com/oauth/authorize?${query}`);
  expect(page.text).toContain("These scopes do not exist: &#60;script&#62;");
  expect(page.text).not.toContain("<script>");
});

test("an address of nobody is a 404 that says so", async () => {
  expect(await get(`${emulators.url}/api.acme.example/x`)).toMatchObject({
    status: 404,
    body: { error: "No emulated vendor lives at api.acme.example." },
  });
});
