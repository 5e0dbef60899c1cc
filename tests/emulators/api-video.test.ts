import { createRequire } from "node:module";
import ApiVideoClient from "@api.video/nodejs-client";
import OldApiVideoClient from "api-video-nodejs-client-2.3";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
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
const production = "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me";
const sandbox = "Sb3NwKx8VtLq2ZcRm7YpDf5HjGa9UeQo1TiXnBk4Wrs";
const ws = (path = "") => `${emulators.url}/ws.api.video${path}`;
const box = (path = "") => `${emulators.url}/sandbox.api.video${path}`;
const client = sdk("@api.video/nodejs-client");
const oldClient = sdk("api-video-nodejs-client-2.3");

const exchange = (apiKey = production, host = ws) => post(host("/auth/api-key"), { apiKey }, "json");
const renew = (refreshToken: string, host = ws) => post(host("/auth/refresh"), { refreshToken }, "json");
const settings = (change: object) => control(emulators.url, "POST", "settings/api-video", change);

/** The one way to make the vendor's client use the refresh call: its inner API object. */
function advancedAuthentication(): Json {
  const load = createRequire(import.meta.url);
  const Http = load("@api.video/nodejs-client/lib/HttpClient").default;
  const Authentication = load("@api.video/nodejs-client/lib/api/AdvancedAuthenticationApi").default;
  return new Authentication(new Http({ baseUri: ws(), chunkSize: 1 }));
}

test(`${client} lists and reads videos with HTTP Basic`, async () => {
  const apiVideo = new ApiVideoClient({ apiKey: production, baseUri: ws() });
  const { data, pagination } = await apiVideo.videos.list({ pageSize: 50 });
  expect(pagination).toMatchObject({ itemsTotal: 61, pagesTotal: 2, currentPageItems: 50 });
  const video = await apiVideo.videos.get(data[0]?.videoId ?? "");
  expect(video.title).toBe(data[0]?.title);
  expect((await apiVideo.videos.getStatus(video.videoId)).encoding?.playable).toBe(true);
  const { requests } = await control(emulators.url, "GET", "requests?vendor=api-video");
  expect(requests[0].headers.authorization).toBe(basic(production).authorization);
});

test(`${client} reads the other lists in the same frame`, async () => {
  const apiVideo = new ApiVideoClient({ apiKey: sandbox, baseUri: box() });
  expect((await apiVideo.liveStreams.list({})).data).toHaveLength(1);
  expect((await apiVideo.playerThemes.list({})).data).toHaveLength(1);
  expect((await apiVideo.uploadTokens.list({})).data).toHaveLength(1);
  expect((await apiVideo.webhooks.list({})).data).toHaveLength(0);
});

test(`${client} understands the refusal of a key that belongs to the other environment`, async () => {
  const apiVideo = new ApiVideoClient({ apiKey: sandbox, baseUri: ws() });
  await expect(apiVideo.videos.list({})).rejects.toMatchObject({
    code: 401,
    message: "The API key is invalid.",
  });
});

test(`${client} exchanges and refreshes, and a refresh token is refused the second time`, async () => {
  const authentication = advancedAuthentication();
  const first = await authentication.authenticate({ apiKey: production });
  const second = await authentication.refresh({ refreshToken: first.refreshToken });
  expect(second.refreshToken).not.toBe(first.refreshToken);
  await expect(authentication.refresh({ refreshToken: first.refreshToken })).rejects.toMatchObject({
    code: 400,
    message: "The user credentials were incorrect.",
  });
  await authentication.refresh({ refreshToken: second.refreshToken });
});

test(`${oldClient} works with bearer tokens and authenticates again when they were dropped`, async () => {
  const apiVideo = new OldApiVideoClient({ apiKey: production, baseUri: ws() });
  await apiVideo.videos.list({});
  await control(emulators.url, "POST", "api-video/forget-tokens", {});
  const { data } = await apiVideo.videos.list({});
  expect(data).toHaveLength(25);
  const { requests } = await control(emulators.url, "GET", "requests?vendor=api-video");
  const seen = requests.map(({ path, status }: Json) => `${path} ${status}`);
  expect(seen).toEqual([
    "/auth/api-key 200",
    "/videos 200",
    "/videos 401",
    "/auth/api-key 200",
    "/videos 200",
  ]);
});

test("the media type is bare, because the vendor's client refuses a charset", async () => {
  expect((await exchange()).headers.get("content-type")).toBe("application/json");
});

test("the access token says project, user and member, and dies after an hour", async () => {
  const { body } = await exchange();
  expect(body).toMatchObject({
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^def50200/),
  });
  expect(decodeProtectedHeader(body.access_token).alg).toBe("RS256");
  const claims = decodeJwt(body.access_token);
  expect(claims.context).toMatchObject({ project: "pr5Acme0Streaming001", member: "me1Acme0Member0001" });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
  expect((await get(ws("/videos"), bearer(body.access_token))).status).toBe(200);
  await control(emulators.url, "POST", "clock", { advanceMs: 3_600_000 });
  expect((await get(ws("/videos"), bearer(body.access_token))).body.title).toBe(
    "The access token is invalid or expired.",
  );
});

test("a new exchange of the key ends the refresh token of the one before", async () => {
  const first = (await exchange()).body;
  await exchange();
  expect((await renew(first.refresh_token)).status).toBe(400);
});

test("a refresh ends the old access token, unless switched off", async () => {
  const first = (await exchange()).body;
  const second = (await renew(first.refresh_token)).body;
  expect((await get(ws("/videos"), bearer(first.access_token))).status).toBe(401);
  await settings({ refreshKillsAccessToken: false });
  await renew(second.refresh_token);
  expect((await get(ws("/videos"), bearer(second.access_token))).status).toBe(200);
});

test("by switch a bad key and a bad refresh token are 401 with titles of their own", async () => {
  expect(await exchange("wrong")).toMatchObject({ status: 400, body: { name: "", status: 400 } });
  await settings({ authErrors: "401" });
  expect((await exchange("wrong")).body).toEqual({
    type: "https://docs.api.video/reference/authentication-invalid-api-key",
    title: "The API key is invalid.",
    status: 401,
  });
  expect((await renew("wrong")).body.title).toBe("The refresh token is invalid.");
});

test("no header, a strange header and a suspended account each have their own title", async () => {
  const title = async (headers = {}) => (await get(ws("/videos"), headers)).body.title;
  expect(await title()).toBe('The "Authorization" header is missing.');
  expect(await title({ authorization: "Digest x" })).toBe('The "Authorization" header value is invalid.');
  await settings({ suspended: true });
  expect(await get(ws("/videos"), basic(production))).toMatchObject({
    status: 403,
    body: { title: "Suspended account" },
  });
});

test("a key regenerated in the dashboard kills everything that came from it", async () => {
  const { body } = await exchange();
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/dashboard.api.video/apikeys`);
  await browser.press("Continue as Maya Okafor");
  await browser.press("Acme Streaming");
  expect(browser.text()).toContain(production);
  await control(emulators.url, "POST", "api-video/regenerate-key", { key: production });
  await browser.open(browser.address());
  expect(browser.text()).not.toContain(production);
  expect((await get(ws("/videos"), bearer(body.access_token))).status).toBe(401);
  expect((await get(ws("/videos"), basic(production))).status).toBe(401);
  expect((await renew(body.refresh_token)).status).toBe(400);
  expect((await exchange()).status).toBe(400);
});

test("a key can be made in the dashboard and works at once", async () => {
  const browser = createBrowser(emulators.url);
  await browser.open(`${emulators.url}/dashboard.api.video/`);
  await browser.press("Continue as נועה הררי");
  await browser.press("Create a sandbox key");
  const { vendors } = await control(emulators.url, "GET", "state?vendor=api-video");
  const { key } = vendors["api-video"].grants.find(({ id }: Json) => id.startsWith("key-"));
  expect((await exchange(key, box)).status).toBe(200);
});

test("every answer carries the budget, and beyond it comes a 429", async () => {
  await startOfMinute(emulators.url);
  await settings({ sandboxReads: 2 });
  const ask = () => get(box("/videos"), basic(sandbox));
  expect((await ask()).headers.get("x-ratelimit-remaining")).toBe("1");
  await ask();
  const limited = await ask();
  expect(limited).toMatchObject({ status: 429, body: { title: "Too many requests." } });
  expect(limited.headers.get("x-ratelimit-limit")).toBe("2");
  expect(limited.headers.get("x-ratelimit-retry-after")).toBe("60");
  expect((await get(ws("/videos"), basic(production))).status).toBe(200);
});

test("videos are filtered, and a page size out of range is refused with its range", async () => {
  const list = (query: string) => get(ws(`/videos?${query}`), basic(production));
  expect((await list("title=keynote")).body.pagination.itemsTotal).toBe(11);
  expect((await list("tags[]=public&tags[]=2026")).body.pagination.itemsTotal).toBe(30);
  expect((await list("metadata[season]=2")).body.pagination.itemsTotal).toBe(15);
  expect((await list("currentPage=3&pageSize=30")).body.pagination.currentPageItems).toBe(1);
  expect(await list("pageSize=5")).toMatchObject({
    status: 400,
    body: { name: "pageSize", range: { min: 10, max: 100 } },
  });
  expect((await get(ws("/videos/vi-none"), basic(production))).status).toBe(404);
});
