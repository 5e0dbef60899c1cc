import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ApiAnswer,
  api,
  apiKey,
  apiVideo,
  atVendor,
  autopilot,
  clearDesk,
  clearFaults,
  fault,
  flows,
  forgetRequests,
  hours,
  keys,
  link,
  linkWithKey,
  minutes,
  post,
  received,
  row,
  settings,
  sharedRig,
  somebody,
  tokenRequests,
  truth,
  until,
} from "./fixtures.ts";

/** Getting a working token out of the product whatever the vendor, the network and we ourselves do meanwhile. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(async () => {
  await clearDesk(rig);
  await settings(rig, "wix", { webhooks: "off" });
});

type Renewing = {
  name: string;
  vendor: string;
  tokenPath: RegExp;
  /** The first address a renewal asks. */
  renewal: string;
  probe: string;
  lifeMs: number;
  link: () => Promise<string>;
};

const renewing = {
  wistia: {
    ...flows.wistia,
    renewal: "/oauth/token",
    lifeMs: hours(6),
    link: () => link(rig, who, flows.wistia),
  },
  apiVideo: {
    name: "api.video",
    vendor: "api-video",
    tokenPath: apiVideo.tokenPath,
    renewal: "/auth/refresh",
    probe: apiVideo.probe.production,
    lifeMs: hours(1),
    link: () => linkWithKey(who, keys.acmeProduction, { environment: "Production" }),
  },
  wix: { ...flows.wix, renewal: "/oauth2/token", lifeMs: hours(4), link: () => link(rig, who, flows.wix) },
  "wix-advanced": {
    ...flows["wix-advanced"],
    renewal: "/oauth/access",
    lifeMs: minutes(5),
    link: () => link(rig, who, flows["wix-advanced"]),
  },
} satisfies Record<string, Renewing>;
const vendors: Renewing[] = Object.values(renewing);

const tokenOf = (id: string, at: { url: string } = rig) => api(at, key, `connections/${id}/token`);
const status = () => who.saying("status").join(" ");
const accepted = (probe: string, { body }: ApiAnswer) => atVendor(rig, probe, body.authorization);

/** Linked, read once, and then so late that the token is due but alive, or dead. */
async function linkedAnd(vendor: Renewing, when: "due" | "expired") {
  const id = await vendor.link();
  const first = await tokenOf(id);
  await rig.clock.advance(
    when === "due" ? vendor.lifeMs - Math.min(30_000, vendor.lifeMs / 10) : vendor.lifeMs + 1_000,
  );
  await forgetRequests(rig);
  return { id, old: first.body.accessToken as string };
}

/** A renewal that the vendor has answered, but whose answer is still on its way to us. */
async function answerOnItsWay(vendor: Renewing, id: string, delayMs = 2_500) {
  await fault(rig, { vendor: vendor.vendor, kind: "slow-body", path: vendor.renewal, delayMs });
  const reader = tokenOf(id).catch(() => null);
  await until("the renewal has arrived", async () =>
    (await tokenRequests(rig, vendor)).some(({ fault: played }) => played === "slow-body"),
  );
  return { reader };
}

describe.each(vendors)("a token of $name", (vendor) => {
  test("is renewed by the first read after its end, and only then", async () => {
    const { id, old } = await linkedAnd(vendor, "expired");
    const first = await tokenOf(id);
    const second = await tokenOf(id);
    expect(first.body.accessToken).not.toBe(old);
    expect(second.body).toEqual(first.body);
    expect(await tokenRequests(rig, vendor)).toHaveLength(1);
    expect(await accepted(vendor.probe, first)).toBe(200);
  });

  test("wanted by two hundred at once is asked for once", async () => {
    const { id } = await linkedAnd(vendor, "expired");
    await fault(rig, { vendor: vendor.vendor, kind: "delay", delayMs: 150, path: vendor.renewal });
    const answers = await Promise.all(Array.from({ length: 200 }, () => tokenOf(id)));
    expect(new Set(answers.map(({ status: code, body }) => `${code} ${body.accessToken}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await tokenRequests(rig, vendor)).toHaveLength(1);
  });

  test("that is due is still handed out while the vendor is down, and the link is not called broken", async () => {
    const { id, old } = await linkedAnd(vendor, "due");
    await fault(rig, { vendor: vendor.vendor, kind: "status", status: 503, times: 50 });
    for (const _ of ["now", "and again"])
      expect(await tokenOf(id)).toMatchObject({ status: 200, body: { accessToken: old } });
    const asked = (await tokenRequests(rig, vendor)).length;
    const { retry_at } = await row(rig, id);
    // It is let alone for a moment, in which a slow machine may not have come this far.
    if (Date.now() + rig.clock.offset() < new Date(retry_at).getTime()) expect(asked).toBe(1);
    await who.get(`/connections/${id}`);
    expect(status()).toContain("Vendor is having trouble");
    expect((await row(rig, id)).status).toBe("active");
  });

  test("that has ended is answered with when to come back while the vendor is down, and comes back by itself", async () => {
    const { id } = await linkedAnd(vendor, "expired");
    await fault(rig, { vendor: vendor.vendor, kind: "status", status: 503, times: 50 });
    for (const _ of ["now", "and again"]) {
      const down = await tokenOf(id);
      expect(down).toMatchObject({ status: 502, body: { code: "provider_unreachable" } });
      expect(Number(down.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(Number(down.headers.get("retry-after"))).toBeLessThanOrEqual(300);
    }
    await clearFaults(rig);
    await rig.clock.advance(minutes(6));
    const up = await tokenOf(id);
    expect(up.status).toBe(200);
    expect(await accepted(vendor.probe, up)).toBe(200);
    await who.get(`/connections/${id}`);
    expect(status()).toContain("Works");
  });

  test.each([
    ["malformed", "provider_unreadable"],
    ["html", "provider_unreadable"],
    ["empty", "provider_unreadable"],
    ["huge", "provider_unreadable"],
    ["redirect", "provider_unreadable"],
    ["drop-before-read", "provider_unreachable"],
    ["process-then-drop", "provider_unreachable"],
    ["process-then-status", "provider_unreachable"],
  ])("survives the answer %s, and so does its link", async (kind, code) => {
    const { id, old } = await linkedAnd(vendor, "due");
    await fault(rig, { vendor: vendor.vendor, kind, path: vendor.renewal });
    expect(await tokenOf(id)).toMatchObject({ status: 200, body: { accessToken: old } });
    expect(await row(rig, id)).toMatchObject({ status: "active", generation: 1, failure_code: code });
    expect((await received(rig)).some(({ path }) => path.includes("trap"))).toBe(false);

    await rig.clock.advance(minutes(6));
    const renewed = await tokenOf(id);
    expect(renewed.status).toBe(200);
    expect(await accepted(vendor.probe, renewed)).toBe(200);
  });

  test("refused for good erases what is held, once, whoever asks", async () => {
    const { id } = await linkedAnd(vendor, "expired");
    const refusal = { status: 400, body: JSON.stringify({ error: "invalid_grant" }), times: 9 };
    await fault(rig, { vendor: vendor.vendor, kind: "status", ...refusal });
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokenOf(id)));
    for (const each of answers)
      expect(each).toMatchObject({ status: 409, body: { code: "reauth_required" } });
    expect(await row(rig, id)).toMatchObject({
      status: "needs_reauth",
      sealed_access_token: null,
      sealed_refresh_token: null,
      sealed_grant: null,
    });
    expect(
      await rig.query(`SELECT id FROM events WHERE connection_id = '${id}' AND kind = 'refused'`),
    ).toHaveLength(1);
  });

  test("being fetched when its person disconnects is thrown away", async () => {
    const { id } = await linkedAnd(vendor, "expired");
    const { reader } = await answerOnItsWay(vendor, id);
    await post(who, `/connections/${id}/disconnection`, {}, new URL(rig.url));
    expect(await reader).toMatchObject({ status: 409, body: { code: "disconnected" } });
    expect(await row(rig, id)).toMatchObject({
      status: "revoked",
      sealed_access_token: null,
      sealed_refresh_token: null,
      sealed_grant: null,
    });
  });

  test("being fetched when its person reconnects does not replace the newer one", async () => {
    const { id } = await linkedAnd(vendor, "expired");
    const { reader } = await answerOnItsWay(vendor, id);
    expect(await vendor.link()).toBe(id);
    const newer = await tokenOf(id);
    const late = await reader;
    expect(late?.body.accessToken).toBe(newer.body.accessToken);
    expect((await row(rig, id)).generation).toBe(2);
    expect(await accepted(vendor.probe, newer)).toBe(200);
    // And what it is renewed with is the newer link's as well.
    await rig.clock.advance(vendor.lifeMs + 1_000);
    expect((await tokenOf(id)).status).toBe(200);
  });
});

test("a slow vendor makes only its first reader wait while the old token is good", async () => {
  const { id, old } = await linkedAnd(renewing.wistia, "due");
  await fault(rig, { vendor: "wistia", kind: "delay", delayMs: 6_000, path: "/oauth/token" });
  let answered = false;
  const first = tokenOf(id).finally(() => {
    answered = true;
  });
  await until("it is asked", async () => (await tokenRequests(rig, flows.wistia)).length === 1);
  const meanwhile = await tokenOf(id);
  expect(answered).toBe(false);
  expect(meanwhile.body.accessToken).toBe(old);
  expect((await first).body.accessToken).not.toBe(old);
});

test("a vendor that never answers is given up after its deadline, and nothing is lost", async () => {
  const { id } = await linkedAnd(renewing.wistia, "expired");
  await fault(rig, { vendor: "wistia", kind: "hang", path: "/oauth/token" });
  expect(await tokenOf(id)).toMatchObject({ status: 502, body: { code: "provider_unreachable" } });
  await rig.clock.advance(minutes(6));
  expect((await tokenOf(id)).status).toBe(200);
});

test("one vendor's outage is not another's", async () => {
  const ids = [await linkedAnd(renewing.wistia, "expired"), await linkedAnd(renewing.wix, "expired")];
  await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 50 });
  const codes = await Promise.all(ids.map(async ({ id }) => (await tokenOf(id)).status));
  expect(codes).toEqual([502, 200]);
});

test.each([renewing.wistia, renewing.wix, renewing["wix-advanced"]])(
  "a wrong secret of ours at $name is the administrator's fault and ends nobody's link",
  async (vendor) => {
    const { id, old } = await linkedAnd(vendor, "due");
    const application = vendor.name.includes("custom") ? "wix-advanced" : vendor.vendor;
    const { secret } = await rig.emulator.control("GET", `applications/${application}`);
    await rig.emulator.control("POST", `applications/${application}`, { secret: "changed-at-the-vendor" });
    expect(await tokenOf(id)).toMatchObject({ status: 200, body: { accessToken: old } });
    await rig.clock.advance(minutes(6));
    expect(await tokenOf(id)).toMatchObject({ status: 503, body: { code: "provider_client_refused" } });
    expect((await row(rig, id)).status).toBe("active");
    await who.get(`/connections/${id}`);
    expect(status()).toContain("an administrator has to mend it");

    await rig.emulator.control("POST", `applications/${application}`, { secret });
    await rig.clock.advance(minutes(6));
    expect((await tokenOf(id)).status).toBe(200);
  },
);

test("a Wistia that hands out a new refresh token each time is followed", async () => {
  await settings(rig, "wistia", { refreshTokens: "single-use", oldTokenAfterRefresh: "dies" });
  const id = await renewing.wistia.link();
  for (let turn = 0; turn < 3; turn++) {
    await rig.clock.advance(hours(6) + 1_000);
    expect((await tokenOf(id)).status).toBe(200);
  }
  expect((await row(rig, id)).generation).toBe(4);
});

test("pressing Refresh now while the vendor is down says so, and the link goes on", async () => {
  const { id, old } = await linkedAnd(renewing.wistia, "due");
  await fault(rig, { vendor: "wistia", kind: "status", status: 503, path: "/oauth/token" });
  await who.get(`/connections/${id}`);
  await who.submit("Refresh now");
  expect(who.text()).toContain("Wistia did not answer. Nothing is lost");
  expect((await tokenOf(id)).body.accessToken).toBe(old);
  await who.submit("Refresh now");
  expect(who.text()).toContain("A new token was fetched.");
});

test("the pause a vendor asks for is kept", async () => {
  const { id } = await linkedAnd(renewing.wistia, "expired");
  await fault(rig, { vendor: "wistia", kind: "status", status: 429, retryAfter: 600, path: "/oauth/token" });
  const limited = await tokenOf(id);
  expect(limited.status).toBe(502);
  expect(limited.headers.get("retry-after")).toBe("600");
  await rig.clock.advance(minutes(9));
  expect((await tokenOf(id)).status).toBe(502);
  expect(await tokenRequests(rig, flows.wistia)).toHaveLength(1);
  await rig.clock.advance(minutes(2));
  expect((await tokenOf(id)).status).toBe(200);
});

describe("two processes on one database", () => {
  let second: Awaited<ReturnType<typeof rig.another>>;
  beforeAll(async () => {
    second = await rig.another();
  });

  test.each([renewing.wistia, renewing.apiVideo])(
    "ask $name once for a hundred readers each",
    async (vendor) => {
      const { id } = await linkedAnd(vendor, "expired");
      await fault(rig, { vendor: vendor.vendor, kind: "delay", delayMs: 150, path: vendor.renewal });
      const readers = Array.from({ length: 200 }, (_, reader) => tokenOf(id, reader % 2 ? second : rig));
      const answers = await Promise.all(readers);
      expect(new Set(answers.map(({ status: code, body }) => `${code} ${body.accessToken}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(200);
      expect(await tokenRequests(rig, vendor)).toHaveLength(1);
    },
  );

  test("see each other's disconnects at once", async () => {
    const id = await renewing.wistia.link();
    expect((await tokenOf(id, second)).status).toBe(200);
    await post(who, `/connections/${id}/disconnection`, {}, new URL(rig.url));
    expect((await tokenOf(id, second)).body.code).toBe("disconnected");
  });

  test("go on without each other: what the dead one had begun is finished by the other", async () => {
    const { id } = await linkedAnd(renewing.apiVideo, "expired");
    await fault(rig, { vendor: "api-video", kind: "slow-body", path: "/auth/refresh", delayMs: 5_000 });
    const lost = tokenOf(id, second).catch(() => null);
    await until("it is asked", async () => (await tokenRequests(rig, renewing.apiVideo)).length === 1);
    await second.kill("SIGKILL");
    await lost;
    await rig.clock.advance(31_000);
    const found = await tokenOf(id);
    expect(found.status).toBe(200);
    expect(await accepted(apiVideo.probe.production, found)).toBe(200);
  });
});

test("links whose renewal was answered while the server died come back without their people", async () => {
  const linked = [];
  for (const vendor of vendors) linked.push({ vendor, id: await vendor.link() });
  const forgotten = await linkWithKey(who, keys.northwindSandbox, { environment: "Sandbox", keep: false });
  await rig.clock.advance(hours(7));
  await forgetRequests(rig);
  const readers = [];
  for (const vendor of vendors) {
    const path = { vendor: vendor.vendor, kind: "slow-body", path: vendor.renewal, delayMs: 8_000 };
    await fault(rig, { ...path, times: vendor.vendor === "api-video" ? 2 : 1 });
  }
  for (const { id } of [...linked, { id: forgotten }]) readers.push(tokenOf(id).catch(() => "cut off"));
  await until(
    "all five are on their way",
    async () => (await received(rig)).filter(({ fault: played }) => played === "slow-body").length === 5,
  );
  await rig.kill("SIGKILL");
  expect(new Set(await Promise.all(readers))).toEqual(new Set(["cut off"]));
  for (const { id } of linked) expect(await row(rig, id)).toMatchObject({ generation: 1, status: "active" });

  await clearFaults(rig);
  await rig.restart();
  await rig.clock.advance(31_000);
  for (const { vendor, id } of linked) {
    const found = await tokenOf(id);
    expect([vendor.name, found.status]).toEqual([vendor.name, 200]);
    expect(await accepted(vendor.probe, found)).toBe(200);
    expect(await row(rig, id)).toMatchObject({ generation: 2, intent: null, lease_owner: null });
  }
  // What cannot come back says so.
  expect(await tokenOf(forgotten)).toMatchObject({ status: 409, body: { code: "reauth_required" } });
});

test("what is stored after many renewals is what the vendor calls current", async () => {
  const { id } = await linkedAnd(renewing.apiVideo, "expired");
  for (let turn = 0; turn < 4; turn++) {
    await Promise.all(Array.from({ length: 10 }, () => tokenOf(id)));
    await rig.clock.advance(hours(1) + 1_000);
  }
  await autopilot(rig, flows.wistia);
  const [last] = (await tokenRequests(rig, renewing.apiVideo)).slice(-1);
  expect(JSON.parse(last?.body ?? "{}").refreshToken).toBeTruthy();
  const grants: { refreshToken: string | null }[] = (await truth(rig, "api-video")).grants;
  await tokenOf(id);
  const [next] = (await tokenRequests(rig, renewing.apiVideo)).slice(-1);
  expect(grants.map(({ refreshToken }) => refreshToken)).toContain(
    JSON.parse(next?.body ?? "{}").refreshToken,
  );
});

test("an administrator's missing setting ends nobody's link either", async () => {
  const { id } = await linkedAnd(renewing.wix, "expired");
  await rig.restart({ WIX_CLIENT_SECRET: "" });
  expect(await tokenOf(id)).toMatchObject({ status: 503, body: { code: "provider_not_configured" } });
  expect(await row(rig, id)).toMatchObject({ status: "active", generation: 1 });
  await who.get("/connect/wix");
  expect(who.text()).toContain("Not set up on this server");
});
