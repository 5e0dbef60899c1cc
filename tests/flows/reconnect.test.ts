import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { person } from "../rig/person.ts";
import {
  answerOf,
  api,
  apiKey,
  autopilot,
  clearDesk,
  connectionId,
  countConnections,
  deliver,
  flows,
  keys,
  link,
  linkWithKey,
  password,
  post,
  redirectFlows,
  row,
  serverCalls,
  settings,
  sharedRig,
  somebody,
  startLink,
  submitKey,
  truth,
} from "./fixtures.ts";

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let other: typeof who;
let key: string;

beforeAll(async () => {
  [key, who, other] = await Promise.all([apiKey(rig), somebody(rig), somebody(rig, "Olu Other")]);
});
beforeEach(async () => {
  await clearDesk(rig);
  await settings(rig, "wix", { webhooks: "off" });
});

const status = () => who.saying("status").join(" ");
const tokenOf = (id: string) => api(rig, key, `connections/${id}/token`);

type Broken = {
  name: string;
  link: () => Promise<string>;
  /** What happened at the vendor, without a word to us. */
  end: () => Promise<unknown>;
  again: () => Promise<unknown>;
};

const broken: Broken[] = [
  ...redirectFlows.map((flow) => ({
    name: flow.name,
    link: () => link(rig, who, flow),
    async end() {
      if (flow.vendor !== "wix")
        return rig.emulator.control("POST", flow.id === "gist" ? "gist/uninstall" : "wistia/revoke", {});
      for (const { id, revoked } of (await truth(rig, "wix")).grants)
        if (!revoked) await rig.emulator.control("POST", "wix/uninstall", { instance: id });
    },
    async again() {
      await autopilot(rig, flow);
      await who.submit(`Continue to ${flow.name}`);
    },
  })),
  {
    name: "api.video",
    link: () => linkWithKey(who, keys.acmeProduction),
    end: () => rig.emulator.control("POST", "api-video/delete-key", { key: keys.acmeProduction }),
    async again() {
      const made = { project: "pr5Acme0Streaming001", environment: "production" };
      await submitKey(who, (await rig.emulator.control("POST", "api-video/create-key", made)).key);
    },
  },
];

test.each(broken)(
  "$name: a link that the vendor ended needs the person, and a reconnect mends it under its id",
  async (each) => {
    const id = await each.link();
    await each.end();
    await who.submit("Refresh now");
    expect(connectionId(who)).toBe(id);
    expect(status()).toContain("Needs you");
    expect(status()).toContain("no longer accepts this link");
    expect(await row(rig, id)).toMatchObject({
      status: "needs_reauth",
      sealed_access_token: null,
      sealed_refresh_token: null,
      sealed_grant: null,
    });
    expect(await tokenOf(id)).toMatchObject({ status: 409, body: { code: "reauth_required" } });

    await who.submit("Reconnect");
    expect(who.text()).toContain("This mends");
    await each.again();
    expect(connectionId(who)).toBe(id);
    expect(status()).toContain("Works");
    expect((await tokenOf(id)).status).toBe(200);
    expect(await countConnections(rig)).toBe(1);
  },
);

test("a test that Gist answers with 401 ends the link, since nothing can renew it", async () => {
  const id = await link(rig, who, flows.gist);
  await rig.emulator.control("POST", "gist/uninstall", {});
  expect((await tokenOf(id)).status).toBe(200); // Nobody can know yet.
  await who.submit("Test now");
  expect(status()).toContain("Needs you");
  expect((await tokenOf(id)).body.code).toBe("reauth_required");
});

test("a Wistia token that died early is renewed by the test, and the link lives", async () => {
  const id = await link(rig, who, flows.wistia);
  await rig.emulator.control("POST", "wistia/expire", {});
  await who.submit("Test now");
  expect(status()).toContain("Works");
  expect((await row(rig, id)).generation).toBe(2);
});

describe.each(redirectFlows)("reconnecting $name", (flow) => {
  test("with another account changes neither of the two", async () => {
    if (flow.id === "gist") await settings(rig, "gist", { tokenFacts: "token" });
    const ids = [await link(rig, who, flow), await link(rig, who, flow, flow.other.id)];
    const before = await Promise.all(ids.map((id) => row(rig, id)));
    await who.get(`/connections/${ids[0]}`);
    await who.submit("Reconnect");
    expect(who.text()).toContain(`This mends ${flow.account.name}.`);
    await autopilot(rig, flow, { account: flow.other.id });
    await who.submit(`Continue to ${flow.name}`);
    expect(connectionId(who)).toBe(ids[0]);
    expect(who.text()).toContain("That is a different account");
    expect(status()).toContain("Works");
    expect(await Promise.all(ids.map((id) => row(rig, id)))).toEqual(before);
  });

  test("that is not this person's, or is another vendor's, is not found", async () => {
    const mine = await link(rig, who, flow);
    const otherVendor = redirectFlows.find(({ id }) => id !== flow.id) ?? flow;
    expect((await startLink(rig, other, flow, { connection: mine })).status).toBe(404);
    expect((await startLink(rig, who, otherVendor, { connection: mine })).status).toBe(404);
    expect((await who.get(`/connect/${otherVendor.id}?connection=${mine}`)).status).toBe(404);
    expect((await other.get(`/connect/${flow.id}?connection=${mine}`)).status).toBe(404);
    expect((await startLink(rig, who, flow, { connection: mine })).status).toBe(303);
  });
});

test("reconnecting with a key of another project changes neither of the two", async () => {
  const ids = [await linkWithKey(who, keys.acmeSandbox), await linkWithKey(who, keys.northwindSandbox)];
  const before = await Promise.all(ids.map((id) => row(rig, id)));
  await who.get(`/connections/${ids[0]}`);
  await who.submit("Reconnect");
  await submitKey(who, keys.northwindSandbox);
  expect(who.saying("alert").join(" ") + who.text()).toContain("different account");
  expect(await Promise.all(ids.map((id) => row(rig, id)))).toEqual(before);
});

test("reconnecting with somebody else's connection id and a good key is not found", async () => {
  const mine = await linkWithKey(who, keys.acmeSandbox);
  const answer = await post(
    other,
    "/link/api-video",
    { apiKey: keys.acmeSandbox, environment: "", keep: "yes", connection: mine },
    new URL(rig.url),
  );
  expect(answer.status).toBe(404);
  expect(await countConnections(rig)).toBe(1);
});

test("a new consent with other scopes is told in the activity", async () => {
  await rig.emulator.control("POST", "applications/wistia", { scopes: ["all:read", "media:upload"] });
  const id = await link(rig, who, flows.wistia);
  await rig.emulator.control("POST", "applications/wistia", { scopes: ["media:upload", "stats:read"] });
  await link(rig, who, flows.wistia);
  expect(who.text()).toContain("New: See how often your videos are watched.");
  expect(who.text()).toContain("No longer granted: Read everything, change nothing.");
  const { body } = await api(rig, key, `connections/${id}`);
  expect(body.grantedScopes).toEqual(["media:upload", "stats:read"]);
});

test("a reconnect begun before the connection was disconnected brings it back", async () => {
  const id = await link(rig, who, flows.wistia);
  const answer = await answerOf(rig, who, flows.wistia, { connection: id });
  await post(who, `/connections/${id}/disconnection`, {}, new URL(rig.url));
  expect((await row(rig, id)).status).toBe("revoked");
  expect((await deliver(rig, who, answer)).headers.location).toBe(
    `${rig.url}/connections/${id}?done=relinked`,
  );
  expect(await row(rig, id)).toMatchObject({ status: "active", receipt: null });
});

test("a declined reconnect leaves the link as it was and leads back to it", async () => {
  const id = await link(rig, who, flows.wistia);
  const before = await row(rig, id);
  const calls = (await serverCalls(rig)).length;
  await settings(rig, "wistia", { autoAnswer: "deny" });
  await who.submit("Reconnect");
  await who.submit("Continue to Wistia");
  expect(connectionId(who)).toBe(id);
  expect(who.text()).toContain("Access was declined");
  expect(who.links()).toContain("Try again");
  expect(await row(rig, id)).toEqual(before);
  expect(await serverCalls(rig)).toHaveLength(calls);
});

test("a reconnect begun before signing in anew leads back to the account it was for", async () => {
  const id = await link(rig, who, flows.wistia);
  const answer = await answerOf(rig, who, flows.wistia, { connection: id });
  await who.get("/account");
  await who.submit("Sign out");
  await who.signIn(who.email, password);
  await who.get(answer.href);
  expect(connectionId(who)).toBe(id);
  expect(who.text()).toContain("Begun in another browser");
  expect(who.links()).toContain("Try again");
});

test("whoever has to sign in first comes to where the link can be begun anew", async () => {
  const answer = await answerOf(rig, who, flows.gist);
  const elsewhere = person(rig);
  await elsewhere.get(answer.href);
  expect(elsewhere.saying("alert").join()).toContain("begun in another browser or sign-in");
  await elsewhere.submit("Sign in", { Email: who.email, Password: password });
  expect(elsewhere.path()).toBe("/connect/gist");
  expect(elsewhere.buttons()).toContain("Continue to Gist");
});
