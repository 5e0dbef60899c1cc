import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  api,
  apiKey,
  apiVideo,
  apiVideoTokens,
  atVendor,
  clearDesk,
  connectionId,
  countConnections,
  fault,
  forgetRequests,
  hours,
  type Json,
  keys,
  linkWithKey,
  post,
  received,
  row,
  settings,
  sharedRig,
  somebody,
  submitKey,
  truth,
} from "./fixtures.ts";

/** The vendor without a consent page: a key is pasted, and its refresh token dies of every use. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(() => clearDesk(rig));

const tokenOf = (id: string) => api(rig, key, `connections/${id}/token`);
const status = () => who.saying("status").join(" ");
const asked = async () => (await apiVideoTokens(rig)).map(({ host, path }) => `${host}${path}`);
const problemText = () => `${who.saying("alert").join(" ")} ${who.text()}`;

/** Somebody else who holds the key signs in with it, which ends our refresh token. */
const burnRefreshToken = () =>
  fetch(`${rig.emulator.url}/sandbox.api.video/auth/api-key`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ apiKey: keys.acmeSandbox }),
  });

describe("the environment", () => {
  test.each([
    ["production", keys.acmeProduction, ["ws.api.video/auth/api-key"]],
    ["sandbox", keys.acmeSandbox, ["ws.api.video/auth/api-key", "sandbox.api.video/auth/api-key"]],
  ] as const)("of a %s key is found out", async (environment, apiVideoKey, calls) => {
    const id = await linkWithKey(who, apiVideoKey);
    expect(who.text()).toContain(`api.video ${environment}`);
    expect(await asked()).toEqual(calls);
    const { body } = await tokenOf(id);
    expect(await atVendor(rig, apiVideo.probe[environment], body.authorization)).toBe(200);
  });

  test("that was chosen is the only one asked, also at every renewal", async () => {
    await linkWithKey(who, keys.acmeSandbox, { environment: "Sandbox" });
    await who.submit("Refresh now");
    expect(new Set((await received(rig, "api-video")).map(({ host }) => host))).toEqual(
      new Set(["sandbox.api.video"]),
    );
  });

  test("that was found out is remembered, so a renewal asks it alone", async () => {
    await linkWithKey(who, keys.acmeSandbox);
    await forgetRequests(rig);
    await who.submit("Refresh now");
    expect(await asked()).toEqual(["sandbox.api.video/auth/refresh"]);
  });

  test("chosen wrongly keeps nothing and says so", async () => {
    await who.get("/connect/api-video");
    await submitKey(who, keys.acmeSandbox, { environment: "Production" });
    expect(problemText()).toContain("does not accept this key, so nothing was kept");
    expect(await countConnections(rig)).toBe(0);
  });
});

describe("a key that api.video does not know", () => {
  test.each(["400", "401"])(
    "and refuses with %s keeps nothing, and is not shown again",
    async (authErrors) => {
      await settings(rig, "api-video", { authErrors });
      await who.get("/connect/api-video");
      await submitKey(who, "NotAKeyOfAnybodysAtAll0123456789");
      expect(who.path()).toBe("/connect/api-video");
      expect(problemText()).toContain("api.video does not accept this key, so nothing was kept.");
      expect(who.html()).not.toContain("NotAKeyOfAnybodysAtAll0123456789");
      expect(who.url().href).not.toContain("NotAKey");
      expect(await countConnections(rig)).toBe(0);
      expect(rig.logs()).not.toContain("NotAKeyOfAnybodysAtAll0123456789");
    },
  );
});

test("a suspended account keeps nothing", async () => {
  await settings(rig, "api-video", { suspended: true });
  await who.get("/connect/api-video");
  await submitKey(who, keys.acmeProduction);
  expect(problemText()).toContain("does not accept this key, so nothing was kept");
  expect(await countConnections(rig)).toBe(0);
});

test("what was typed is kept after a failure, but for the key", async () => {
  await who.get("/connect/api-video");
  await submitKey(who, "wrong", { environment: "Sandbox", keep: false });
  const chosen = (name: string) =>
    who
      .page()
      .querySelectorAll(`input[name=${name}][checked]`)
      .map((each) => each.getAttribute("value"));
  expect(chosen("environment")).toEqual(["sandbox"]);
  expect(chosen("keep")).toEqual([]);
  expect(who.page().querySelector("input[name=apiKey]")?.getAttribute("value")).toBeFalsy();
});

test.each([
  ["nothing", ""],
  ["blanks", "   "],
  ["two lines", "abc\r\nX-Injected: yes"],
  ["letters beyond ASCII", "ключ"],
  ["far too much", "k".repeat(1_001)],
])("a key that is %s is refused before anybody is asked", async (_, apiVideoKey) => {
  const form = { apiKey: apiVideoKey, environment: "", keep: "yes" };
  const answer = await post(who, "/link/api-video", form, new URL(rig.url));
  expect(answer.headers.location).toContain("problem=invalid_input");
  expect(await asked()).toEqual([]);
});

test("blanks around a pasted key are cut off", async () => {
  await linkWithKey(who, `  ${keys.acmeProduction} `);
  expect(status()).toContain("Works");
});

test("a key that works while the account cannot be asked keeps nothing", async () => {
  await fault(rig, { vendor: "api-video", kind: "status", status: 503, path: "/videos", times: 3 });
  await who.get("/connect/api-video");
  await submitKey(who, keys.acmeProduction);
  expect(problemText()).toContain("did not answer");
  expect(await countConnections(rig)).toBe(0);
});

describe("a refresh token burnt elsewhere", () => {
  test.each(["400", "401"])("is no matter where the key was kept (refused with %s)", async (authErrors) => {
    await settings(rig, "api-video", { authErrors });
    const id = await linkWithKey(who, keys.acmeSandbox, { environment: "Sandbox", keep: true });
    await burnRefreshToken();
    await rig.clock.advance(hours(2));
    await forgetRequests(rig);
    const { body, status: code } = await tokenOf(id);
    expect(code).toBe(200);
    expect(await atVendor(rig, apiVideo.probe.sandbox, body.authorization)).toBe(200);
    expect(await asked()).toEqual(["sandbox.api.video/auth/refresh", "sandbox.api.video/auth/api-key"]);
    expect((await row(rig, id)).status).toBe("active");
  });

  test("needs the person where the key was not kept, as the form had said", async () => {
    await who.get("/connect/api-video");
    expect(who.text()).toContain("Without the key it cannot repair itself");
    await submitKey(who, keys.acmeSandbox, { keep: false });
    const id = connectionId(who);
    await who.submit("Refresh now"); // As long as nobody burns it, the refresh token does.
    expect(status()).toContain("Works");
    await burnRefreshToken();
    await rig.clock.advance(hours(2));
    expect(await tokenOf(id)).toMatchObject({ status: 409, body: { code: "reauth_required" } });
    await who.get(`/connections/${id}`);
    expect(status()).toContain("Needs you");
    expect(await row(rig, id)).toMatchObject({ status: "needs_reauth", sealed_grant: null });

    await who.submit("Reconnect");
    await submitKey(who, keys.acmeSandbox);
    expect(connectionId(who)).toBe(id);
    expect((await tokenOf(id)).status).toBe(200);
  });
});

test("a regenerated key ends in a plea for the new one, which mends the same connection", async () => {
  const id = await linkWithKey(who, keys.acmeProduction);
  const { key: fresh } = await rig.emulator.control("POST", "api-video/regenerate-key", {
    key: keys.acmeProduction,
  });
  await who.submit("Test now");
  expect(status()).toContain("Needs you");
  expect((await tokenOf(id)).body.code).toBe("reauth_required");
  await who.submit("Reconnect");
  await submitKey(who, fresh);
  expect(connectionId(who)).toBe(id);
  expect(status()).toContain("Works");
});

test("no refresh token is ever sent twice, and the key only once", async () => {
  await linkWithKey(who, keys.acmeSandbox, { environment: "Sandbox" });
  for (let turn = 0; turn < 5; turn++) {
    await rig.clock.advance(hours(2));
    await who.submit("Refresh now");
  }
  const requests = await apiVideoTokens(rig);
  const sent = requests.map(({ body }) => JSON.parse(body).refreshToken).filter(Boolean);
  expect(sent).toHaveLength(5);
  expect(new Set(sent).size).toBe(5);
  expect(requests.filter(({ path }) => path === "/auth/api-key")).toHaveLength(1);
  const [grant] = (await truth(rig, "api-video")).grants.filter((each: Json) => each.refreshToken !== null);
  expect(sent).not.toContain(grant.refreshToken);
});

test("a rate limit is not a refusal: the living token is served and the link stays", async () => {
  const id = await linkWithKey(who, keys.acmeSandbox, { environment: "Sandbox" });
  const headers = { "x-ratelimit-retry-after": "40" };
  await fault(rig, { vendor: "api-video", kind: "status", status: 429, path: "/auth/refresh", headers });
  await rig.clock.advance(hours(1) - 30_000);
  const askedAt = Date.now() + rig.clock.offset();
  expect((await tokenOf(id)).status).toBe(200);
  const { retry_at, failure_code, status: stored } = await row(rig, id);
  expect({ failure_code, stored }).toEqual({ failure_code: "provider_unreachable", stored: "active" });
  expect(new Date(retry_at).getTime()).toBeGreaterThan(askedAt + 39_000);
});
