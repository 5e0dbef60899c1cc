import { createHmac, sign } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { appKey, jwt, rs256, webhookPayload } from "../unit/providers/wix-signing.ts";
import {
  api,
  apiKey,
  clearDesk,
  clearFaults,
  countConnections,
  type Flow,
  fault,
  flows,
  forgetRequests,
  type Json,
  link,
  minutes,
  row,
  settings,
  sharedRig,
  somebody,
  tokenRequests,
  truth,
  until,
} from "./fixtures.ts";

/** What a vendor tells us by itself: believed only with its signature, stored, answered, then acted on once. */

const ours = appKey();
// One app's webhooks are signed here, the other's by the emulated vendor.
const rig = sharedRig({ env: { WIX_PUBLIC_KEY: ours.pem } });
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(async () => {
  await clearDesk(rig);
  await settings(rig, "wix", { webhooks: "off" });
  for (const table of ["inbox", "installations"]) await rig.query(`DELETE FROM ${table}`);
});

const header = { alg: "RS256", kid: "k-1" };
const instant = (afterMs = 0) => new Date(Date.now() + rig.clock.offset() + afterMs);
const status = () => who.saying("status").join(" ");
const tokenOf = (id: string) => api(rig, key, `connections/${id}/token`);
const instanceOf = async (id: string): Promise<string> => (await row(rig, id)).account_id;
const inbox = () => rig.query("SELECT * FROM inbox ORDER BY received_at");
const installations = () => rig.query("SELECT * FROM installations");
/** What the audit log says of a site's installation, oldest first. */
const audited = async (site: string): Promise<Json[]> =>
  rig.query(`SELECT * FROM audit_entries WHERE target_id = '${site}' ORDER BY sequence`);
const count = async (id: string, kind: string) =>
  (await rig.query(`SELECT id FROM events WHERE connection_id = '${id}' AND kind = '${kind}'`)).length;

const payloadOf = (instanceId: string, changes: Partial<Parameters<typeof webhookPayload>[0]> = {}) =>
  webhookPayload({
    eventType: "AppRemoved",
    instanceId,
    appId: demoApplications.wix.id,
    issuedAt: instant(),
    expiresAt: instant(minutes(60)),
    ...changes,
  });

const signed = (payload: unknown) => jwt(header, payload, rs256(ours.privateKey));

async function send(body: BodyInit, { to = "wix", type = "text/plain" as string | null } = {}) {
  const headers = type === null ? undefined : { "content-type": type };
  const answer = await fetch(`${rig.url}/api/webhooks/${to}`, {
    method: "POST",
    body,
    ...(headers && { headers }),
  });
  await answer.body?.cancel();
  return answer.status;
}

const allDone = () =>
  until("the inbox is done", async () => (await inbox()).every(({ due_at }) => due_at === null));

describe("a forged webhook changes nothing", () => {
  const none = (alg: string, payload: unknown) => jwt({ alg }, payload, () => Buffer.alloc(0));
  const withPart = (body: string, part: number, text: string) => body.split(".").with(part, text).join(".");
  const payload = (instance: string, changes = {}) => ({ ...payloadOf(instance), ...changes });
  const broken = (data: string) => ({ data, eventType: "AppRemoved" });
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const edited = (text = "") => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;

  const forged: Record<string, readonly [status: number, body: (instance: string) => BodyInit]> = {
    "alg none": [401, (to) => none("none", payload(to))],
    "alg NONE with a left-over signature": [
      401,
      (to) => `${none("NONE", payload(to))}${signed(payload(to)).split(".")[2]}`,
    ],
    "HS256 with the public key as secret": [
      401,
      (to) =>
        jwt({ alg: "HS256" }, payload(to), (text) => createHmac("sha256", ours.pem).update(text).digest()),
    ],
    "another key": [401, (to) => jwt(header, payload(to), rs256(appKey().privateKey))],
    "another hash, with our key": [
      401,
      (to) =>
        jwt({ alg: "RS512" }, payload(to), (text) => sign("sha512", Buffer.from(text), ours.privateKey)),
    ],
    "a key that it brings along": [
      401,
      (to) => {
        const other = appKey();
        return jwt(
          { ...header, x5c: [other.pem], jku: rig.emulator.url },
          payload(to),
          rs256(other.privateKey),
        );
      },
    ],
    expired: [401, (to) => signed(payloadOf(to, { expiresAt: instant(-1_000) }))],
    "an edited payload": [
      401,
      (to) =>
        withPart(
          signed(payloadOf("else")),
          1,
          Buffer.from(JSON.stringify(payload(to))).toString("base64url"),
        ),
    ],
    "an edited signature": [
      401,
      (to) => withPart(signed(payload(to)), 2, edited(signed(payload(to)).split(".")[2])),
    ],
    "another app's id": [401, (to) => signed(payloadOf(to, { appId: demoApplications["wix-advanced"].id }))],
    "no app's id": [
      401,
      (to) => signed(payload(to, { data: JSON.stringify({ instanceId: to, ...broken("{}") }) })),
    ],
    "no instant and no end": [401, (to) => signed(payload(to, { iat: undefined, exp: undefined }))],
    "an instant days ahead": [
      401,
      (to) =>
        signed(payloadOf(to, { issuedAt: instant(minutes(4_000)), expiresAt: instant(minutes(5_000)) })),
    ],
    "broken JSON inside": [422, (to) => signed(payload(to, { data: `{"instanceId":"${to}",` }))],
    "broken JSON inside the inside": [
      422,
      (to) => signed(payload(to, { data: JSON.stringify({ instanceId: to, ...broken("{") }) })),
    ],
    "more than we read": [413, (to) => signed({ ...payload(to), padding: "x".repeat(64 * 1024) })],
    "far more than we read": [413, () => "x".repeat(512 * 1024)],
    "deep JSON": [401, () => deep],
    nothing: [401, () => ""],
    "plain JSON": [401, (to) => JSON.stringify(payload(to))],
    "a form": [401, (to) => new URLSearchParams({ data: signed(payload(to)) })],
    "no text at all": [401, () => new Uint8Array([0xff, 0xfe, 0x00, 0xc3, 0x28])],
  };

  test("and is refused, one kind like the other", async () => {
    const id = await link(rig, who, flows.wix);
    const instance = await instanceOf(id);
    const stored = async () => [
      await row(rig, id),
      await inbox(),
      await installations(),
      await count(id, "removed"),
    ];
    const before = await stored();
    await forgetRequests(rig);
    const answers: Record<string, number> = {};
    for (const [name, [, body]] of Object.entries(forged)) answers[name] = await send(body(instance));
    expect(answers).toEqual(Object.fromEntries(Object.entries(forged).map(([name, [code]]) => [name, code])));
    expect(await stored()).toEqual(before);
    expect(await tokenRequests(rig, flows.wix)).toEqual([]);
  });

  test("nor does one that goes on and on, and the server does as well", async () => {
    let chunks = 256;
    const long = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024).fill(120));
        chunks -= 1;
        if (chunks === 0) controller.close();
      },
    });
    const init = { method: "POST", body: long, duplex: "half" } as RequestInit;
    const code = await fetch(`${rig.url}/api/webhooks/wix`, init).then(
      (answer) => answer.status,
      () => "cut off",
    );
    expect([413, "cut off"]).toContain(code);
    expect(chunks).toBeGreaterThan(100); // It was not all taken in.
    expect(await inbox()).toEqual([]);
    expect(await send("")).toBe(401);
  });
});

test("what the message calls itself does not matter, only its signature", async () => {
  for (const type of ["application/json", "application/x-www-form-urlencoded", "image/png", null]) {
    const body = new TextEncoder().encode(signed(payloadOf(`named-${type}`, { eventType: "AppInstalled" })));
    expect(await send(body, { type })).toBe(200);
  }
  expect(await inbox()).toHaveLength(4);
});

test("a genuine word that is none of ours is taken and forgotten", async () => {
  for (const eventType of ["wix.ecom.v1.order_created", "AppUpgraded"])
    expect(await send(signed(payloadOf("somewhere", { eventType })))).toBe(200);
  expect(await inbox()).toEqual([]);
});

test("vendors without webhooks, unknown ones and other methods are told so", async () => {
  expect(await send("", { to: "wistia" })).toBe(503);
  expect(await send("", { to: "nobody" })).toBe(404);
  expect((await fetch(`${rig.url}/api/webhooks/wix`)).status).toBe(405);
});

test("the same word fifty times at once is one", async () => {
  const id = await link(rig, who, flows.wix);
  const body = signed(payloadOf(await instanceOf(id)));
  const codes = await Promise.all(Array.from({ length: 50 }, () => send(body)));
  expect(new Set(codes)).toEqual(new Set([200]));
  await allDone();
  expect(await inbox()).toMatchObject([{ kind: "removed", outcome: "applied", failures: 0 }]);
  expect((await row(rig, id)).status).toBe("revoked");
  expect(await count(id, "removed")).toBe(1);
});

test("a word that could not be stored is answered so that the vendor repeats it", async () => {
  const id = await link(rig, who, flows.wix);
  const body = signed(payloadOf(await instanceOf(id)));
  await rig.query("ALTER TABLE inbox RENAME TO inbox_away");
  expect(
    await send(body).finally(() => rig.query("ALTER TABLE inbox_away RENAME TO inbox")),
  ).toBeGreaterThanOrEqual(500);
  expect((await row(rig, id)).status).toBe("active");
  expect(await send(body)).toBe(200);
  await allDone();
  expect((await row(rig, id)).status).toBe("revoked");
});

test.each([flows.wix, flows["wix-advanced"]])(
  "$name, removed at the vendor, is disconnected once and comes back when it is linked again",
  async (flow: Flow) => {
    const id = await link(rig, who, flow);
    const instance = await instanceOf(id);
    const tell = async (variant: "wrong-key" | "expired" | "valid" | "duplicate"): Promise<number[]> => {
      const told = { instance, event: "AppRemoved", variant };
      if (flow.id === "wix-advanced")
        return (await rig.emulator.control("POST", "wix/webhook", told)).webhooks.map(
          (each: Json) => each.status,
        );
      const payload = payloadOf(instance, variant === "expired" ? { expiresAt: instant(-1_000) } : {});
      const body =
        variant === "wrong-key" ? jwt(header, payload, rs256(appKey().privateKey)) : signed(payload);
      return Promise.all(Array.from({ length: variant === "duplicate" ? 2 : 1 }, () => send(body)));
    };
    for (const [variant, codes, state] of [
      ["wrong-key", [401], "active"],
      ["expired", [401], "active"],
      ["valid", [200], "revoked"],
      ["duplicate", [200, 200], "revoked"],
    ] as const) {
      expect(await tell(variant)).toEqual(codes);
      await allDone();
      expect((await row(rig, id)).status).toBe(state);
    }
    expect((await tokenOf(id)).body.code).toBe("disconnected");
    await who.get(`/connections/${id}`);
    expect(who.text()).toContain("Removed there");
    const told = await rig.query(`SELECT id FROM events WHERE connection_id = '${id}' AND kind = 'removed'`);
    expect(told).toHaveLength(1);
    expect(await link(rig, who, flow)).toBe(id);
    expect(status()).toContain("Works");
  },
);

test.each([
  ["a minute", 1],
  ["an hour", 60],
])(
  "the word of a removal that was followed, %s later, by a new installation is old news",
  async (_, later) => {
    const flow = flows["wix-advanced"];
    const id = await link(rig, who, flow);
    const instance = await instanceOf(id);
    await settings(rig, "wix", { webhooks: "out-of-order" });
    await rig.emulator.control("POST", "wix/uninstall", { instance });
    await rig.clock.advance(minutes(later));
    await settings(rig, "wix", { webhooks: "off" });
    await link(rig, who, flow);
    await settings(rig, "wix", { webhooks: "valid" });
    const { webhooks } = await rig.emulator.control("POST", "wix/release", {});
    expect(webhooks).toMatchObject([{ eventType: "AppRemoved", status: 200 }]);
    await allDone();
    expect(await inbox()).toMatchObject([{ outcome: "stale" }]);
    expect((await row(rig, id)).status).toBe("active");
    expect((await tokenOf(id)).status).toBe(200);
  },
);

test("a duplicated site waits until its owner links it, and nothing is asked for in its name before", async () => {
  const flow = flows["wix-advanced"];
  const id = await link(rig, who, flow);
  const instance = await instanceOf(id);
  await settings(rig, "wix", { webhooks: "valid" });
  await forgetRequests(rig);
  const copy = await rig.emulator.control("POST", "wix/duplicate", { instance });
  expect(copy.webhooks).toMatchObject([{ eventType: "AppInstalled", status: 200 }]);
  await settings(rig, "wix", { webhooks: "off" });
  await allDone();
  expect(await inbox()).toMatchObject([{ kind: "installed", outcome: "quarantined" }]);
  const log = await audited(copy.instanceId);
  expect(log).toMatchObject([{ action: "installation.announced", actor_kind: "patchbay", address: null }]);
  expect(JSON.parse(log[0].data)).toEqual({ provider: flow.id, copiedFrom: instance });
  await rig.sweep();
  expect(await countConnections(rig)).toBe(1);
  expect(await tokenRequests(rig, flow)).toEqual([]);
  const { grants } = await truth(rig, "wix");
  expect(grants.find((each: Json) => each.id === copy.instanceId)).toMatchObject({ accessTokens: [] });

  const { stdout, code } = await rig.cli("installations", "list");
  expect(code).toBe(0);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      provider: "wix-advanced",
      account: copy.instanceId,
      copiedFrom: instance,
      installedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);

  const second = await link(rig, who, flow, copy.siteId);
  expect(second).not.toBe(id);
  expect(who.text()).toContain("Copy of Acme Bakery");
  expect((await tokenOf(second)).status).toBe(200);
  expect(await installations()).toEqual([]);
  expect(await audited(copy.instanceId)).toEqual(log);
});

test("an installation that is removed again before anybody links it is forgotten, told in either order", async () => {
  for (const order of [0, 1]) {
    const site = `unknown-${order}`;
    const words = [
      payloadOf(site, { eventType: "AppInstalled", issuedAt: instant(-minutes(9)) }),
      payloadOf(site, { issuedAt: instant(-minutes(5)) }),
    ].map(signed);
    for (const body of order === 0 ? words : words.toReversed()) {
      expect(await send(body)).toBe(200);
      await allDone();
    }
    expect(await installations()).toEqual([]);
    // Told the other way round there never was an installation that could wait.
    expect((await audited(site)).map(({ action }) => action)).toEqual(
      order === 0 ? ["installation.announced", "installation.removed"] : [],
    );
  }
});

test("an installation that is told of by several processes at once is in the log once, and so is its end", async () => {
  const others = await Promise.all([rig.another(), rig.another()]);
  const site = "told-at-once";
  const words = [
    payloadOf(site, { eventType: "AppInstalled", issuedAt: instant(-minutes(9)) }),
    payloadOf(site, { issuedAt: instant(-minutes(5)) }),
  ];
  for (const [index, word] of words.entries()) {
    expect(await send(signed(word))).toBe(200);
    await allDone();
    // As if every process had died before it was done.
    await rig.query("UPDATE inbox SET due_at = received_at, outcome = NULL");
    await Promise.all([rig.url, ...others.map(({ url }) => url)].map((url) => rig.sweep(url)));
    await allDone();
    expect(await installations()).toHaveLength(index === 0 ? 1 : 0);
  }
  expect((await audited(site)).map(({ action }) => action)).toEqual([
    "installation.announced",
    "installation.removed",
  ]);
  await Promise.all(others.map(({ kill }) => kill()));
});

describe("a process that dies between the answer and the deed", () => {
  test("leaves it to the sweep of the next, which does it once", async () => {
    const [near, plain] = [
      await link(rig, who, flows.wix),
      await link(rig, who, flows.wix, flows.wix.other.id),
    ];
    const nearInstance = await instanceOf(near);
    await rig.emulator.control("POST", "wix/uninstall", { instance: nearInstance });
    await fault(rig, { vendor: "wix", kind: "hang", path: "/oauth2/token" });
    // It may be older than the link, so the vendor is asked, who does not answer.
    expect(await send(signed(payloadOf(nearInstance, { issuedAt: instant(-minutes(1)) })))).toBe(200);
    await until("the vendor is asked", async () =>
      (await tokenRequests(rig, flows.wix)).some(({ fault: played }) => played === "hang"),
    );
    expect(await send(signed(payloadOf(await instanceOf(plain))))).toBe(200);
    await rig.kill("SIGKILL");
    expect((await row(rig, near)).status).toBe("active");
    expect(await inbox()).toHaveLength(2);

    await clearFaults(rig);
    await rig.restart({ WIX_ADVANCED_PUBLIC_KEY: "" });
    await rig.sweep();
    for (const id of [near, plain]) {
      expect((await row(rig, id)).status).toBe("revoked");
      expect(await count(id, "removed")).toBe(1);
    }
    expect((await inbox()).map(({ outcome, due_at }) => [outcome, due_at])).toEqual([
      ["applied", null],
      ["applied", null],
    ]);
    expect((await rig.sweep()).attended).toBe(0);
  });

  test("is one of several that may all find it due", async () => {
    const second = await rig.another();
    const id = await link(rig, who, flows.wix);
    expect(await send(signed(payloadOf(await instanceOf(id))))).toBe(200);
    for (let site = 0; site < 20; site++)
      expect(await send(signed(payloadOf(`site-${site}`, { eventType: "AppInstalled" })))).toBe(200);
    await allDone();
    await link(rig, who, flows.wix);
    // As if nobody had come to it.
    await rig.query("UPDATE connections SET linked_at = created_at");
    await rig.query("UPDATE inbox SET due_at = received_at, outcome = NULL");
    const swept = await Promise.all([rig.sweep(), rig.sweep(second.url), rig.sweep(), rig.sweep(second.url)]);
    expect(swept.map(({ failed }) => failed)).toEqual([0, 0, 0, 0]);
    expect((await row(rig, id)).status).toBe("revoked");
    expect(await count(id, "removed")).toBe(2);
    expect(await installations()).toHaveLength(20);
    expect((await inbox()).every(({ due_at, outcome }) => due_at === null && outcome !== null)).toBe(true);
  });
});

test("an app whose key we were not told takes no webhooks", async () => {
  expect(await send(signed(payloadOf("anything")), { to: "wix-advanced" })).toBe(503);
  expect(await inbox()).toEqual([]);
});
