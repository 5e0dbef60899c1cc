import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "#lib/errors";
import { apiVideo } from "#lib/providers/api-video";
import { gist } from "#lib/providers/gist";
import type { Account, Call, TokenSet } from "#lib/providers/types";
import { wistia } from "#lib/providers/wistia";
import { wix } from "#lib/providers/wix";
import { wixAdvanced } from "#lib/providers/wix-advanced";
import { readWixWebhook } from "#lib/providers/wix-webhook";
import { client, now, tokens } from "./answers.ts";
import { bends, bent, documented, mutatedResponse } from "./mutated.ts";
import { appKey, jwt, rs256, signedText } from "./providers/wix-signing.ts";

/** Vendors' answers, bent in every way: whatever comes, a reader ends in something sound or in a Failure. */

const key = { kind: "api-key" as const, values: { apiKey: "k-1", environment: "sandbox" } };
const installation = { kind: "installation" as const, instanceId: "inst-1" };
const code = { kind: "code" as const };
const answered = { code: "code-1", codeVerifier: "v-1", returnUrl: "https://patchbay.example/back" };
const held = { client, tokens: tokens(), accountId: "inst-1" };

const response = mutatedResponse(documented());

const forTokens: Call<TokenSet>[] = [
  ...[wistia, gist, wixAdvanced].map((provider) => provider.exchange(client, answered)),
  ...wistia.renewals({ ...held, grant: code }),
  ...wixAdvanced.renewals({ ...held, grant: code }),
  ...apiVideo.renewals({ ...held, grant: key }),
  ...wix.renewals({ ...held, grant: installation }),
];
const forAccounts: Call<Account>[] = [
  wistia.account(tokens()),
  gist.account(tokens()),
  apiVideo.account(tokens(), key),
  wix.account(tokens()),
  wixAdvanced.account(tokens()),
];

/** What is read, through further calls answered alike; null for a Failure. Anything else thrown gets out. */
function read<T>(call: Call<T>, answer: { status: number; headers: Record<string, string>; body: unknown }) {
  try {
    let next: T | Call<T> = call;
    for (let step = 0; step < 3 && isCall(next); step += 1) next = next.read(answer, now);
    expect(isCall(next)).toBe(false);
    return next as T;
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}

const isCall = <T>(value: T | Call<T>): value is Call<T> =>
  typeof value === "object" && value !== null && "request" in value;

const TOKEN = /^[\x21-\x7e]{1,8192}$/;
const LONGEST_LIFE_MS = 10 * 365 * 86_400_000;

test("no bent answer makes a reader of tokens throw anything but a Failure or return an unsound token", {
  timeout: 60_000,
}, () => {
  let sound = 0;
  fc.assert(
    fc.property(fc.constantFrom(...forTokens), response, (call, answer) => {
      const set = read(call, answer);
      if (set === null) return;
      sound += 1;
      if (!TOKEN.test(set.accessToken)) throw new Error("an access token that is none");
      if (set.refreshToken !== null && !TOKEN.test(set.refreshToken))
        throw new Error("a refresh token that is none");
      const life = set.expiresAt === null ? 1 : set.expiresAt.getTime() - now.getTime();
      if (!(life > 0 && life <= LONGEST_LIFE_MS)) throw new Error(`a life of ${life} ms`);
    }),
    { numRuns: 14_000 },
  );
  // Else the mutations would be so wild that only refusals were tested.
  expect(sound).toBeGreaterThan(500);
});

test("no bent answer makes a reader of accounts throw anything but a Failure or return an unsound account", {
  timeout: 60_000,
}, () => {
  let sound = 0;
  fc.assert(
    fc.property(fc.constantFrom(...forAccounts), response, (call, answer) => {
      const account = read(call, answer);
      if (account === null) return;
      sound += 1;
      if (!/^[\x21-\x7e]{1,220}$/.test(account.id)) throw new Error("an id that is none");
      if (account.name.trim() === "" || account.name.length > 600) throw new Error("a name that is none");
      if (/[\p{Cc}\p{Bidi_Control}]/u.test(account.name) || !account.name.isWellFormed())
        throw new Error("a name that plays tricks");
      if (account.url !== null && new URL(account.url).protocol !== "https:") throw new Error("no https");
    }),
    { numRuns: 8_000 },
  );
  expect(sound).toBeGreaterThan(300);
});

test("no bent answer makes the reader of a revocation throw anything but a Failure", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(response, (answer) => {
      read(wistia.revoke(client, tokens()), answer);
    }),
    { numRuns: 2_000 },
  );
});

test("no signed text makes the reader of an installation throw anything but a Failure", {
  timeout: 60_000,
}, () => {
  const data = {
    instanceId: "inst-1",
    appDefId: client.id,
    signDate: now.toISOString(),
    aid: "v-1",
    uid: "u-1",
  };
  const text = fc.oneof(
    fc.tuple(bends).map(([changes]) => {
      const changed = changes.reduce<unknown>((so, [place, value]) => bent(so, place, value), data);
      return signedText(JSON.stringify(changed) ?? "", client.secret);
    }),
    fc.string().map((payload) => signedText(payload, client.secret)),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (signedInstance) => {
      try {
        const { instanceId } = wix.readInstallation(client, { signedInstance }, now);
        expect(instanceId).toMatch(/^[\x21-\x7e]{1,200}$/);
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
      }
    }),
    { numRuns: 2_000 },
  );
});

test("no signed webhook makes its reader throw anything but a Failure", { timeout: 60_000 }, async () => {
  const { pem, privateKey } = appKey();
  const inner = JSON.stringify({ appId: client.id });
  const outer = JSON.stringify({ data: inner, instanceId: "inst-1", eventType: "AppRemoved" });
  const payload = { data: outer, iat: now.getTime() / 1000, exp: now.getTime() / 1000 + 60 };
  const change = fc.oneof(
    bends.map((changes) => changes.reduce<unknown>((so, [place, value]) => bent(so, place, value), payload)),
    fc
      .tuple(fc.nat({ max: outer.length }), fc.string({ maxLength: 2 }))
      .map(([at, put]) => ({ ...payload, data: outer.slice(0, at) + put + outer.slice(at + 1) })),
  );
  await fc.assert(
    fc.asyncProperty(change, async (changed) => {
      try {
        const body = jwt({ alg: "RS256" }, changed ?? null, rs256(privateKey));
        const event = await readWixWebhook({ headers: {}, body, publicKey: pem, client, now });
        if (event.kind === "removed") expect(event.at.getTime()).not.toBeNaN();
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
      }
    }),
    { numRuns: 300 },
  );
});
