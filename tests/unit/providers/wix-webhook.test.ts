import { constants, createHmac, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { wix } from "#lib/providers/wix";
import { wixAdvanced } from "#lib/providers/wix-advanced";
import { readWixWebhook } from "#lib/providers/wix-webhook";
import { client, later, now, rejection } from "../answers.ts";
import { appKey, jwt, rs256, webhookPayload } from "./wix-signing.ts";

const ours = appKey();
/** As deep as the largest body that is read lets it be. */
const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
const header = { alg: "RS256", kid: "k-1" };
const removed = {
  eventType: "AppRemoved",
  instanceId: "inst-1",
  appId: client.id,
  issuedAt: later(-60),
  expiresAt: later(3_600),
};
const signed = (payload: unknown = webhookPayload(removed)) => jwt(header, payload, rs256(ours.privateKey));
const receive = (body: string, change: { publicKey?: string; client?: typeof client | null } = {}) =>
  readWixWebhook({ headers: {}, body, publicKey: ours.pem, client, now, ...change });
const refusal = async (body: string, change = {}) => (await rejection(receive(body, change))).code;

describe("a removal that Wix signed", () => {
  test("names the installation and when it was removed", async () => {
    expect(await receive(signed())).toEqual({
      kind: "removed",
      eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
      accountId: "inst-1",
      originId: null,
      at: later(-60),
    });
  });

  test("has the same event id each time it is delivered, and another one for another event", async () => {
    const again = webhookPayload({ ...removed, instanceId: "inst-2" });
    expect((await receive(signed())).eventId).toBe((await receive(signed())).eventId);
    expect((await receive(signed())).eventId).not.toBe((await receive(signed(again))).eventId);
  });

  test("keeps its event id when it is signed anew with a later end, and has another one at another time", async () => {
    const renewed = webhookPayload({ ...removed, expiresAt: later(7_200) });
    const repeated = webhookPayload({ ...removed, issuedAt: later(-59) });
    expect((await receive(signed(renewed))).eventId).toBe((await receive(signed())).eventId);
    expect((await receive(signed(repeated))).eventId).not.toBe((await receive(signed())).eventId);
  });

  test.each([
    ["PEM", ours.pem],
    ["base64 of the PEM", Buffer.from(ours.pem).toString("base64")],
    ["PEM with its line ends written out", ours.pem.replaceAll("\n", "\\n")],
    ["PEM within blanks", `\n${ours.pem}\n\n`],
  ])("is verified with the key as %s", async (_, publicKey) => {
    expect(await receive(signed(), { publicKey })).toMatchObject({ kind: "removed" });
  });

  test("may end in a line end", async () => {
    expect(await receive(`${signed()}\n`)).toMatchObject({ kind: "removed" });
  });

  test("is read by both ways of linking a site", () => {
    expect(wix.webhook).toBe(readWixWebhook);
    expect(wixAdvanced.webhook).toBe(readWixWebhook);
  });
});

describe("an installation that Wix signed", () => {
  const installed = { ...removed, eventType: "AppInstalled" };

  test("names the installation and when it was made", async () => {
    expect(await receive(signed(webhookPayload(installed)))).toEqual({
      kind: "installed",
      eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
      accountId: "inst-1",
      originId: null,
      at: later(-60),
    });
  });

  test.each([
    ["inst-0", "inst-0"],
    [{ $ne: null }, null],
    ["two words", null],
    ["", null],
  ])("on a copied site names the origin %j as %j", async (originInstanceId, originId) => {
    const copied = webhookPayload({ ...installed, more: { originInstanceId } });
    expect(await receive(signed(copied))).toMatchObject({ kind: "installed", originId });
  });
});

test.each(["wix.ecom.v1.order_created", "appremoved", "constructor", "__proto__", ""])(
  "a signed %j is ignored",
  async (eventType) => {
    expect(await receive(signed(webhookPayload({ ...removed, eventType })))).toMatchObject({
      kind: "ignored",
    });
  },
);

test.each(["AppRemoved", "AppInstalled"])("%s that names no installation is ignored", async (eventType) => {
  expect(await receive(signed(webhookPayload({ ...removed, eventType, instanceId: "" })))).toMatchObject({
    kind: "ignored",
  });
});

describe("forged webhooks are refused", () => {
  const payload = webhookPayload(removed);
  const none = (alg: string) => jwt({ alg }, payload, () => Buffer.alloc(0));
  const hs256 = (secret: string) =>
    jwt({ alg: "HS256" }, payload, (text) => createHmac("sha256", secret).update(text).digest());
  const edited = (part: number) => {
    const parts = signed().split(".");
    parts[part] = Buffer.from(JSON.stringify({ ...payload, alg: "RS256", iat: 1 })).toString("base64url");
    return parts.join(".");
  };

  test.each([
    ["alg none", none("none")],
    ["alg None", none("None")],
    ["alg none with a left-over signature", `${none("none")}${signed().split(".")[2]}`],
    ["HS256 with the public key as secret", hs256(ours.pem)],
    ["HS256 with the public key's trimmed text as secret", hs256(ours.pem.trim())],
    ["another key", jwt(header, payload, rs256(appKey().privateKey))],
    ["RS512 said, RS256 signed", jwt({ alg: "RS512" }, payload, rs256(ours.privateKey))],
    [
      "RS512 said and signed, with our own key",
      jwt({ alg: "RS512" }, payload, (text) => sign("sha512", Buffer.from(text), ours.privateKey)),
    ],
    [
      "PS256 said and signed, with our own key",
      jwt({ alg: "PS256" }, payload, (text) =>
        sign("sha256", Buffer.from(text), {
          key: ours.privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
      ),
    ],
    ["no alg", jwt({}, payload, rs256(ours.privateKey))],
    ["expired", signed(webhookPayload({ ...removed, expiresAt: later(-1) }))],
    ["not valid yet", signed({ ...payload, nbf: later(600).getTime() / 1000 })],
    ["an edited header", edited(0)],
    ["an edited payload", edited(1)],
    ["no signature", signed().split(".").slice(0, 2).join(".")],
    ["an empty signature", `${signed().split(".").slice(0, 2).join(".")}.`],
    ["something after the signature", `${signed()}.e30`],
    ["an unknown critical header", jwt({ ...header, crit: ["x"], x: 1 }, payload, rs256(ours.privateKey))],
    ["neither an instant nor an end", signed({ data: payload.data })],
    ["an instant days ahead", signed({ ...payload, iat: later(3 * 86_400).getTime() / 1000 })],
    ["an instant before there were any", signed({ ...payload, iat: -1 })],
    ["an impossible instant", signed({ ...payload, iat: 1e300 })],
    ["a deep header", `${Buffer.from(deep).toString("base64url")}.${signed().split(".").slice(1).join(".")}`],
    ["a deep JSON instead of a JWT", deep],
    ["an empty body", ""],
    ["JSON instead of a JWT", JSON.stringify(payload)],
    ["an instant that is a text", signed({ ...payload, exp: "tomorrow" })],
    ["a signed text that is no object", signed("AppRemoved")],
    ["a signed list", signed([payload])],
  ])("%s", async (_, body) => {
    expect(await refusal(body)).toBe("unauthenticated");
  });

  test.each(["AppRemoved", "AppInstalled"])("%s of another app, or of none", async (eventType) => {
    const other = webhookPayload({ ...removed, eventType, appId: "another" });
    expect(await refusal(signed(other))).toBe("unauthenticated");
    const { appId: _, ...nobodys } = { ...removed, eventType };
    expect(await refusal(signed(webhookPayload(nobodys)))).toBe("unauthenticated");
  });

  test("but not one that has only one of instant and end: it happened then, or now", async () => {
    expect(await receive(signed({ ...payload, exp: undefined }))).toMatchObject({
      kind: "removed",
      at: new Date(payload.iat * 1000),
    });
    expect(await receive(signed({ ...payload, iat: undefined }))).toMatchObject({ kind: "removed", at: now });
  });

  test("everything, where we do not know our own app", async () => {
    expect(await refusal(signed(), { client: null })).toBe("unauthenticated");
  });

  test.each(["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])(
    "everything, where our own key is %j",
    async (publicKey) => {
      expect(await refusal(signed(), { publicKey })).toBe("unauthenticated");
    },
  );
});

describe("a signed webhook whose inner JSON is broken", () => {
  const dated = { iat: now.getTime() / 1000, exp: later(3_600).getTime() / 1000 };
  const inner = (data: unknown) => ({
    data: JSON.stringify({ data, instanceId: "inst-1", eventType: "AppRemoved" }),
    ...dated,
  });

  test.each([
    ["the outer text", { data: "{broken", ...dated }],
    ["the outer text, empty", { data: "", ...dated }],
    ["the inner text", inner("{broken")],
    ["the inner text, cut short", inner('{"appId":"our-a')],
  ])("is refused with a failure of ours: %s", async (_, payload) => {
    expect(await refusal(signed(payload))).toBe("invalid_input");
  });

  test.each([[undefined], [null], [1], ["[]"], ["null"], ['"text"']])(
    "names no event where its data is %j",
    async (data) => {
      expect(await receive(signed({ data, ...dated }))).toMatchObject({ kind: "ignored" });
    },
  );

  test.each([
    ["the outer text", { data: deep, ...dated }],
    ["the inner text", inner(deep)],
  ])("nested very deep names no event: %s", async (_, payload) => {
    const body = signed(payload);
    expect(
      await receive(body).then(
        ({ kind }) => kind,
        ({ code }) => code,
      ),
    ).toMatch(/^(ignored|unauthenticated)$/);
  });
});

test("no refusal repeats what came", async () => {
  const forged = jwt(header, { data: "CANARY" }, () => Buffer.from("CANARY"));
  const failure = await rejection(receive(forged));
  expect(`${failure.message} ${failure.stack} ${failure.cause}`).not.toContain("CANARY");
});
