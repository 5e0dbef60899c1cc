import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../rig/person.ts";
import {
  api,
  apiKey,
  apiVideo,
  atVendor,
  autopilot,
  clearDesk,
  connectionId,
  countConnections,
  type Flow,
  fault,
  flows,
  keys,
  link,
  linkWithKey,
  minutes,
  redirectFlows,
  row,
  settings,
  sharedRig,
  somebody,
  submitKey,
  truth,
} from "./fixtures.ts";

const rig = sharedRig();
let key: string;
let who: Awaited<ReturnType<typeof somebody>>;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(() => clearDesk(rig));

/** Through the vendor's own pages, button by button, until it sends the person back. */
async function agreeAtVendor({ account, allow }: Flow) {
  for (let page = 0; page < 4 && who.url().origin !== rig.url; page++) {
    const wanted = [/^Continue as Maya/, new RegExp(`^${account.name} `), allow];
    const button = who.buttons().find((name) => wanted.some((pattern) => pattern.test(name)));
    if (!button) throw new Error(`Nothing to press at ${who.url()}: ${who.buttons()}`);
    await who.submit(button);
  }
}

type Walk = {
  id: string;
  name: string;
  probe: string;
  account: string;
  scheme: RegExp;
  scopes: string[];
  refreshed: string;
  atVendor: string;
  begin: () => Promise<unknown>;
  again: () => Promise<unknown>;
};

const redirect = (
  flow: Flow,
  expected: Pick<Walk, "scheme" | "scopes" | "refreshed" | "atVendor"> & { account?: string },
): Walk => ({
  ...flow,
  account: flow.account.name,
  ...expected,
  async begin() {
    await who.submit(`Continue to ${flow.name}`);
    await agreeAtVendor(flow);
  },
  async again() {
    await who.submit(`Continue to ${flow.name}`);
    await agreeAtVendor(flow);
  },
});

const fetched = "A new token was fetched. Everything works.";
const tested = "it was tested instead: it works.";
const notOffered = "Cannot be revoked from here";
const manage = ["Manage this app on the site", "WIX_DEVELOPERS.MANAGE_APP_INSTANCE"];
const walks: Walk[] = [
  redirect(flows.wistia, {
    scheme: /^Bearer /,
    scopes: ["Read everything, change nothing", "all:read"],
    refreshed: fetched,
    atVendor: "Revoked",
  }),
  redirect(flows.gist, {
    account: "Gist workspace (3 teammates, Maya Okafor)",
    scheme: /^Bearer /,
    scopes: ["Gist does not say what was granted", "See who is on the team", "read_teammates", "read_tags"],
    refreshed: tested,
    atVendor: notOffered,
  }),
  redirect(flows.wix, {
    scheme: /^OauthNG\.JWS\./,
    scopes: manage,
    refreshed: fetched,
    atVendor: notOffered,
  }),
  redirect(flows["wix-advanced"], {
    scheme: /^OauthNG\.JWS\./,
    scopes: manage,
    refreshed: fetched,
    atVendor: notOffered,
  }),
  {
    id: "api-video",
    name: "api.video",
    probe: apiVideo.probe.production,
    account: "api.video production pr5Acme0Streaming001",
    scheme: /^Bearer /,
    scopes: ["api.video knows no scopes"],
    refreshed: fetched,
    atVendor: notOffered,
    begin: () => submitKey(who, keys.acmeProduction),
    again: () => submitKey(who, keys.acmeProduction),
  },
];

const state = (person: Person) => person.saying("status").join(" ");

describe.each(walks)("$name", (walk) => {
  test("is linked, shown, read, refreshed, tested, disconnected and reconnected", async () => {
    await who.get("/connections");
    await who.click(`Connect ${walk.name}`);
    await walk.begin();
    const id = connectionId(who);
    expect(state(who)).toContain("Works");
    expect(who.saying("heading")).toContain(walk.account);
    expect(who.text()).toContain(`${walk.account} is linked.`);
    for (const words of walk.scopes) expect(who.text()).toContain(words);

    const first = await api(rig, key, `connections/${id}/token`);
    expect(first.status).toBe(200);
    expect(first.body.authorization).toMatch(walk.scheme);
    expect(await atVendor(rig, walk.probe, first.body.authorization)).toBe(200);

    await who.submit("Refresh now");
    expect(who.text()).toContain(walk.refreshed);
    expect(who.saying("alert")).toEqual([]);
    const second = await api(rig, key, `connections/${id}/token`);
    expect(second.body.accessToken === first.body.accessToken).toBe(walk.refreshed === tested);
    expect(await atVendor(rig, walk.probe, second.body.authorization)).toBe(200);

    await who.submit("Test now");
    expect(who.text()).toContain("The vendor answered: it works.");
    expect(state(who)).toContain("Works");

    await who.submit("Disconnect");
    await who.submit("Disconnect");
    expect(connectionId(who)).toBe(id);
    expect(state(who)).toContain("Disconnected");
    expect(who.text()).toContain("Keys erased");
    expect(who.text()).toContain(walk.atVendor);
    expect(await row(rig, id)).toMatchObject({
      status: "revoked",
      sealed_access_token: null,
      sealed_refresh_token: null,
      sealed_grant: null,
    });
    expect(await api(rig, key, `connections/${id}/token`)).toMatchObject({
      status: 409,
      body: { code: "disconnected" },
    });

    await who.submit("Reconnect");
    await walk.again();
    expect(connectionId(who)).toBe(id);
    expect(state(who)).toContain("Works");
    expect(who.text()).toContain("Reconnected");
    expect(who.text()).not.toContain("Keys erased");
    const third = await api(rig, key, `connections/${id}/token`);
    expect(await atVendor(rig, walk.probe, third.body.authorization)).toBe(200);
  });
});

test("what Wistia confirms as revoked is dead at Wistia", async () => {
  const id = await link(rig, who, flows.wistia);
  const { body } = await api(rig, key, `connections/${id}/token`);
  await who.submit("Disconnect");
  await who.submit("Disconnect");
  expect(who.text()).toContain("Wistia has been told and confirmed it");
  expect((await truth(rig, "wistia")).grants).toMatchObject([{ revoked: true, refreshToken: null }]);
  expect(await atVendor(rig, flows.wistia.probe, body.authorization)).toBe(401);
});

test("a vendor that does not answer the revocation is named on the receipt, told again, and the keys are gone all the same", async () => {
  const id = await link(rig, who, flows.wistia);
  await fault(rig, { vendor: "wistia", kind: "status", status: 503, path: "/oauth/revoke" });
  await who.submit("Disconnect");
  await who.submit("Disconnect");
  expect(who.text()).toContain("Wistia has not answered yet. We go on telling it for a week.");
  expect(await row(rig, id)).toMatchObject({ status: "revoked", sealed_access_token: null });
  expect((await truth(rig, "wistia")).grants).toMatchObject([{ revoked: false }]);

  await rig.clock.advance(minutes(6));
  await rig.sweep();
  await who.get(`/connections/${id}`);
  expect(who.text()).toContain("Wistia has been told and confirmed it");
  expect((await truth(rig, "wistia")).grants).toMatchObject([{ revoked: true }]);
  expect(await rig.query("SELECT id FROM revocations")).toEqual([]);
});

test("disconnecting twice changes nothing the second time", async () => {
  const id = await link(rig, who, flows.wistia);
  for (const _ of ["once", "twice"])
    await who.ask(`/connections/${id}/disconnection`, { method: "POST", body: "", type: "" });
  await who.get(`/connections/${id}`);
  expect(who.saying("status").join(" ")).toContain("Disconnected");
  const told = await rig.query(
    `SELECT id FROM events WHERE connection_id = '${id}' AND kind = 'disconnected'`,
  );
  expect(told).toHaveLength(1);
});

describe.each(redirectFlows)("$name", (flow) => {
  test("the same account linked twice is one connection and keeps its id", async () => {
    const first = await link(rig, who, flow);
    const second = await link(rig, who, flow);
    expect(second).toBe(first);
    expect(await countConnections(rig)).toBe(1);
    expect(who.text()).toContain("with the same id and new keys");
  });

  test("two accounts are two connections, each with its own token", async () => {
    if (flow.id === "gist") await settings(rig, "gist", { tokenFacts: "token" });
    const ids = [await link(rig, who, flow), await link(rig, who, flow, flow.other.id)];
    expect(new Set(ids).size).toBe(2);
    await who.get("/connections");
    for (const { name } of [flow.account, flow.other]) expect(who.text()).toContain(name);
    const tokens = await Promise.all(ids.map((id) => api(rig, key, `connections/${id}/token`)));
    expect(new Set(tokens.map(({ body }) => body.accessToken)).size).toBe(2);
  });

  test("one vendor account linked by two people is two connections", async () => {
    const other = await somebody(rig, "Olu Other");
    expect(await link(rig, who, flow)).not.toBe(await link(rig, other, flow));
  });
});

test("the same key pasted twice is one connection and keeps its id", async () => {
  const first = await linkWithKey(who, keys.acmeSandbox);
  expect(await linkWithKey(who, keys.acmeSandbox)).toBe(first);
});

test("keys of two environments and two projects are three connections", async () => {
  const ids = [];
  for (const each of Object.values(keys)) ids.push(await linkWithKey(who, each));
  expect(new Set(ids).size).toBe(3);
});

describe("scopes", () => {
  test.each(["array", "string"])("are read from an answer that lists them as %s", async (scopeFormat) => {
    await settings(rig, "wistia", { scopeFormat });
    await rig.emulator.control("POST", "applications/wistia", { scopes: ["stats:read", "media:read"] });
    const id = await link(rig, who, flows.wistia);
    const { body } = await api(rig, key, `connections/${id}`);
    expect(body.grantedScopes).toEqual(["media:read", "stats:read"]);
    expect(who.text()).toContain("See how often your videos are watched");
  });

  test("that were asked for and not granted are named in words", async () => {
    await rig.restart({ WISTIA_SCOPES: "all:read media:upload", GIST_SCOPES: "read_teammates, read_tags" });
    await autopilot(rig, flows.wistia);
    await fault(rig, { vendor: "wistia", kind: "cut-scope", path: "/oauth/authorize" });
    const id = await link(rig, who, flows.wistia);
    expect(who.text()).toContain("One permission that was asked for was not granted");
    expect(who.text()).toMatch(/Upload videos, and see a single video \(not granted\)/);
    const token = await api(rig, key, `connections/${id}/token`);
    expect(token.body).toMatchObject({ scopes: ["all:read"], missingScopes: ["media:upload"] });

    await link(rig, who, flows.wistia);
    expect(who.text()).toContain("Everything that was asked for was granted.");
    expect(who.text()).toContain("New: Upload videos, and see a single video.");
  });

  test("that were granted without being asked for are named too", async () => {
    await fault(rig, {
      vendor: "wistia",
      kind: "malformed",
      path: "/oauth/token",
      body: JSON.stringify({
        access_token: "f".repeat(64),
        token_type: "bearer",
        expires_in: 21_600,
        scope: "all:read media:upload all:all",
      }),
    });
    await fault(rig, {
      vendor: "wistia",
      kind: "status",
      status: 200,
      path: "/v1/account.json",
      body: JSON.stringify({ id: 4101, name: "Acme Studios" }),
    });
    await link(rig, who, flows.wistia);
    expect(who.text()).toContain("and more than that");
    expect(who.text()).toMatch(/Do anything the Wistia API can do \(not asked for\)/);

    await link(rig, who, flows.gist);
    expect(who.text()).toContain("this is what was asked for");
    expect(who.text()).not.toContain("read_bulk_contacts");
  });
});
