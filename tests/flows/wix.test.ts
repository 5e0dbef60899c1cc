import { createHmac } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { person } from "../rig/person.ts";
import {
  answerOf,
  api,
  apiKey,
  atVendor,
  clearDesk,
  connectionId,
  countConnections,
  deliver,
  flows,
  forgetRequests,
  hours,
  link,
  minutes,
  password,
  post,
  row,
  serverCalls,
  settings,
  sharedRig,
  somebody,
  tokenRequests,
} from "./fixtures.ts";

/** Wix proves an installation by a signature, or by a code; a plain id proves nothing. */

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

const tokenOf = (id: string) => api(rig, key, `connections/${id}/token`);
const status = () => who.saying("status").join(" ");
const problem = ({ headers }: { headers: Record<string, string> }) =>
  new URL(headers.location ?? "about:blank").searchParams.get("problem");
const asked = async () =>
  (await tokenRequests(rig, flows.wix)).map(({ path, status: code }) => `${path} ${code}`);

function signed(facts: Record<string, unknown>, secret = demoApplications.wix.secret) {
  const payload = Buffer.from(JSON.stringify(facts)).toString("base64url");
  return `${createHmac("sha256", secret).update(payload).digest("base64url")}.${payload}`;
}

const facts = (answer: URL, changes: Record<string, unknown> = {}) => ({
  instanceId: answer.searchParams.get("instanceId"),
  appDefId: demoApplications.wix.id,
  signDate: new Date(Date.now() + rig.clock.offset()).toISOString(),
  ...changes,
});

const tampered: Record<string, (answer: URL) => string | null> = {
  "only a plain instance id": () => null,
  "an empty signature": () => "",
  "a signature without a payload": () => "c2lnbmF0dXJl",
  "a signature by another secret": (answer) => signed(facts(answer), "guessed"),
  "the signature of our other app": (answer) =>
    signed(facts(answer), demoApplications["wix-advanced"].secret),
  "a good signature for another app's id": (answer) =>
    signed(facts(answer, { appDefId: demoApplications["wix-advanced"].id })),
  "a payload changed after signing": (answer) => {
    const [signature] = signed(facts(answer)).split(".");
    const payload = Buffer.from(JSON.stringify(facts(answer, { instanceId: "another" })));
    return `${signature}.${payload.toString("base64url")}`;
  },
  "a signature of two hours ago": (answer) =>
    signed(facts(answer, { signDate: new Date(Date.now() + rig.clock.offset() - hours(2)).toISOString() })),
  "a signature from the future": (answer) =>
    signed(facts(answer, { signDate: new Date(Date.now() + rig.clock.offset() + hours(2)).toISOString() })),
  "a signature without a date": (answer) => signed(facts(answer, { signDate: undefined })),
  "a visitor's signature": (answer) => signed(facts(answer, { aid: "anonymous" })),
  "another instance than the one signed": (answer) =>
    signed(facts(answer, { instanceId: "00000000-0000-4000-8000-000000000000" })),
  "a signed thing that is no instance": (answer) => signed(facts(answer, { instanceId: { $ne: null } })),
};

describe("an installation that comes back with", () => {
  test.each(Object.keys(tampered))("%s is refused without a call", async (name) => {
    const answer = await answerOf(rig, who, flows.wix);
    const value = tampered[name]?.(answer) ?? null;
    if (value === null) answer.searchParams.delete("signedInstance");
    else answer.searchParams.set("signedInstance", value);
    expect(problem(await deliver(rig, who, answer))).toBe("link_unproven");
    expect(await serverCalls(rig)).toEqual([]);
    expect(await countConnections(rig)).toBe(0);
  });

  test("our own signature, as Wix makes it, is linked", async () => {
    const answer = await answerOf(rig, who, flows.wix);
    answer.searchParams.set("signedInstance", signed(facts(answer)));
    expect((await deliver(rig, who, answer)).headers.location).toContain("done=linked");
  });
});

test("somebody who knows another site's instance id gets nothing for it", async () => {
  const other = await somebody(rig, "Olu Other");
  await link(rig, other, flows.wix);
  const known = (await row(rig, connectionId(other))).account_id;
  const answer = await answerOf(rig, who, flows.wix);
  answer.searchParams.set("instanceId", known);
  answer.searchParams.delete("signedInstance");
  await forgetRequests(rig);
  expect(problem(await deliver(rig, who, answer))).toBe("link_unproven");
  expect(await serverCalls(rig)).toEqual([]);
});

test("custom authentication believes the code, never the instance id beside it", async () => {
  await settings(rig, "wix", { autoAnswer: "allow" });
  const other = await link(rig, who, flows["wix-advanced"], flows.wix.other.id);
  const { account_id: known } = await row(rig, other);
  const answer = await answerOf(rig, who, flows["wix-advanced"]);
  const own = answer.searchParams.get("instanceId");
  answer.searchParams.set("instanceId", known);
  const { headers } = await deliver(rig, who, answer);
  const id = new URL(headers.location ?? "").pathname.split("/").at(-1) ?? "";
  expect(id).not.toBe(other);
  expect((await row(rig, id)).account_id).toBe(own);
});

describe("an installation that begins at Wix", () => {
  /** The owner presses Install in the app market; the app has an App URL. */
  async function arrive(visitor: ReturnType<typeof person>) {
    await visitor.get(`${rig.emulator.url}/www.wix.com/app-market`);
    await visitor.submit(/^Continue as Maya/);
    await visitor.submit(/^Acme Bakery/);
    await visitor.submit("Install Patchbay Classic");
    return new URL(visitor.trail().find(({ url }) => url.searchParams.has("token"))?.url ?? "");
  }

  test("waits through sign-in, ends at Wix's closing page, and its token stands in no address of ours", async () => {
    const visitor = person(rig);
    const raw = (await arrive(visitor)).searchParams.get("token") ?? "none";
    const trail = () =>
      visitor
        .trail()
        .map(({ url, headers, body }) => ({ ...headers, location: headers.location, url: url.href, body }));
    const seen = trail();
    expect(visitor.path()).toBe("/sign-in");
    await visitor.submit("Sign in", { Email: who.email, Password: password });
    expect(visitor.path()).toBe("/connect/wix-advanced");
    expect(visitor.saying("heading")).toContain("Finish connecting Wix (custom authentication)");
    seen.push(...trail());
    // The first address is the one that Wix itself sent the browser to.
    const ours = seen.filter(({ url }) => url.startsWith(rig.url)).slice(1);
    expect(JSON.stringify(ours)).not.toContain(raw);
    expect(
      JSON.stringify(
        seen
          .map(({ location }) => location)
          .filter((to) => to?.startsWith(rig.url))
          .slice(1),
      ),
    ).not.toContain(raw);
    expect(visitor.html()).not.toContain(raw);

    await visitor.submit("Continue to Wix (custom authentication)");
    const toWix = visitor.trail().find(({ url }) => url.pathname.endsWith("/installer/install"));
    expect(toWix?.url.searchParams.get("token")).toBe(raw);
    await visitor.submit("Agree and install");
    expect(visitor.url().pathname).toBe("/www.wix.com/installer/close-window");
    const back = visitor.trail().find(({ url }) => url.origin === rig.url);
    expect(back?.headers["cache-control"]).toBe("no-store");
    expect(back?.headers["referrer-policy"]).toMatch(/^(no-referrer|same-origin)$/);
    const [{ id } = { id: "" }] = await rig.query("SELECT id FROM connections");
    const { body } = await tokenOf(id);
    expect(visitor.url().searchParams.get("access_token")).toBe(body.accessToken);
    expect(rig.logs()).not.toContain(body.accessToken);
    expect(rig.logs()).not.toContain(raw);
  });

  test("waits ten minutes and no longer", async () => {
    await arrive(who);
    expect(who.path()).toBe("/connect/wix-advanced");
    await rig.clock.advance(minutes(11));
    await who.submit("Continue to Wix (custom authentication)");
    expect(who.path()).toBe("/connect/wix-advanced");
    expect(who.text()).toContain("expired");
    expect(await rig.query("SELECT id FROM link_attempts")).toEqual([]);
  });

  test("with an arrival that somebody altered goes nowhere", async () => {
    const answer = await post(
      who,
      "/link/wix-advanced",
      { arrival: "v1.k.bm9uY2U.Ym9keQ" },
      new URL(rig.url),
    );
    expect(problem(answer)).toBe("link_expired");
  });

  test("for a vendor that hands over no token ignores one", async () => {
    await who.get("/connect/gist?token=planted");
    expect(who.page().querySelector("input[name=arrival]")).toBeNull();
  });
});

describe("a refresh token of custom authentication", () => {
  test("that Wix lost is no reason to trouble anybody: a token is minted", async () => {
    const id = await link(rig, who, flows["wix-advanced"]);
    const { account_id: instance } = await row(rig, id);
    await rig.emulator.control("POST", "wix/forget-refresh-token", { instance });
    await rig.clock.advance(minutes(6));
    await forgetRequests(rig);
    const { body } = await tokenOf(id);
    expect(await asked()).toEqual(["/oauth/access 400", "/oauth2/token 200"]);
    expect(await atVendor(rig, flows.wix.probe, body.authorization)).toBe(200);
  });

  test("stays the same and is used as long as it is good", async () => {
    const id = await link(rig, who, flows["wix-advanced"]);
    for (let turn = 0; turn < 3; turn++) {
      await rig.clock.advance(minutes(6));
      expect((await tokenOf(id)).status).toBe(200);
    }
    const bodies = (await tokenRequests(rig, flows.wix)).map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ grant_type }) => grant_type)).toEqual([
      "authorization_code",
      ...Array(3).fill("refresh_token"),
    ]);
    expect(new Set(bodies.slice(1).map(({ refresh_token }) => refresh_token)).size).toBe(1);
  });
});

test("a minted token is asked for again with nothing but the instance, and its life is four hours also where none is named", async () => {
  await settings(rig, "wix", { expiresInMissing: true });
  const id = await link(rig, who, flows.wix);
  const { body } = await tokenOf(id);
  const life = Date.parse(body.expiresAt) - Date.now() - rig.clock.offset();
  expect(life / hours(1)).toBeGreaterThan(3.99);
  expect(life / hours(1)).toBeLessThanOrEqual(4);
  await rig.clock.advance(hours(5));
  expect((await tokenOf(id)).status).toBe(200);
  expect(await asked()).toEqual(["/oauth2/token 200", "/oauth2/token 200"]);
});

describe.each([flows.wix, flows["wix-advanced"]])("$name, removed from the site", (flow) => {
  test("without a word needs the person at the next renewal", async () => {
    const id = await link(rig, who, flow);
    const { account_id: instance } = await row(rig, id);
    await rig.emulator.control("POST", "wix/uninstall", { instance });
    await rig.clock.advance(hours(5));
    expect(await tokenOf(id)).toMatchObject({ status: 409, body: { code: "reauth_required" } });
    await who.get(`/connections/${id}`);
    expect(status()).toContain("Needs you");
    expect(await row(rig, id)).toMatchObject({ status: "needs_reauth", sealed_access_token: null });
  });
});

test("a site whose owner did not let us manage the app is not linked half", async () => {
  const answer = await answerOf(rig, who, flows.wix);
  await settings(rig, "wix", { mayManageApp: false });
  expect(problem(await deliver(rig, who, answer))).toBe("provider_refused");
  expect(await countConnections(rig)).toBe(0);
});

test("exactly two addresses leave the window tied to the one that opened it", async () => {
  const paths = [
    "/",
    "/sign-in",
    "/connections",
    "/account",
    "/nowhere",
    ...["wistia", "gist", "api-video", "wix", "wix-advanced"].flatMap((id) => [
      `/connect/${id}`,
      `/link/${id}/callback`,
      `/connect/${id}/more`,
    ]),
  ];
  const loose = [];
  for (const path of paths) {
    const policy = (await who.ask(path)).headers["cross-origin-opener-policy"];
    expect(["same-origin", "unsafe-none"]).toContain(policy);
    if (policy === "unsafe-none") loose.push(path);
  }
  expect(loose).toEqual(["/connect/wix-advanced", "/link/wix-advanced/callback"]);
});
