import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { request } from "undici";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../scripts/lib/root.mjs";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  answerOf,
  clearDesk,
  flows,
  link,
  minutes,
  password,
  post,
  sharedRig,
  signUp,
  somebody,
  startLink,
} from "./fixtures.ts";

/** Who gets in, who stays out, and what a signed-in person may touch. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let other: typeof who;

beforeAll(async () => {
  [who, other] = await Promise.all([somebody(rig), somebody(rig, "Olu Other")]);
});
beforeEach(() => clearDesk(rig));

const isIn = async (visitor: Person) => (await visitor.get("/connections")).url.pathname === "/connections";
const form = "application/x-www-form-urlencoded";

async function signInFails(email: string, secret: string) {
  const visitor = person(rig);
  await visitor.signIn(email, secret);
  expect(visitor.path()).toBe("/sign-in");
  return visitor;
}

describe("signing in", () => {
  test("works for the administrator of the environment, who is made once", async () => {
    const visitor = person(rig);
    await visitor.signIn(admin.email.toUpperCase(), admin.password);
    expect(visitor.path()).toBe("/connections");
    const users = "SELECT id FROM users WHERE role = 'admin'";
    expect(await rig.query(users)).toHaveLength(1);
    await rig.restart({ ADMIN_PASSWORD: "another password, later" });
    expect(await rig.query(users)).toHaveLength(1);
    await signInFails(admin.email, "another password, later");
    expect(await isIn(visitor)).toBe(true);
  });

  test("answers somebody unknown and a wrong password alike, and keeps the email but not the password", async () => {
    const answers = [];
    for (const email of [who.email, "nobody-here@example.com"]) {
      const visitor = await signInFails(email, "not the right password");
      const [posted] = visitor.trail();
      answers.push({
        status: posted?.status,
        location: posted?.headers.location,
        cookies: posted?.headers["set-cookie"]
          ?.replaceAll(encodeURIComponent(email), "…")
          .replace(/Expires=[^;]+/, "Expires=…"),
        page: visitor.text(),
        names: Object.keys(posted?.headers ?? {}).sort(),
      });
      expect(visitor.page().querySelector("input[name=email]")?.getAttribute("value")).toBe(email);
      expect(visitor.html()).not.toContain("not the right password");
      expect(visitor.url().href).not.toContain("@");
      expect(visitor.text()).toContain("do not belong together");
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  test("is stopped for a while after ten wrong passwords for one account, and for nobody else", async () => {
    const victim = await somebody(rig);
    for (let turn = 0; turn < 10; turn++) await signInFails(victim.email, `guess ${turn}, a long one`);
    const stopped = await signInFails(victim.email, password);
    expect(stopped.text()).toContain("Too many tries in a short time. Wait a few minutes");
    expect(await isIn(victim)).toBe(true); // Whoever is in stays in.
    await person(rig).signIn(who.email, password);
    await rig.clock.advance(minutes(16));
    const later = person(rig);
    await later.signIn(victim.email, password);
    expect(later.path()).toBe("/connections");
  });

  test("leads back to the page that was asked for", async () => {
    const visitor = person(rig);
    await visitor.get("/connect/gist");
    expect(visitor.path()).toBe("/sign-in");
    await visitor.submit("Sign in", { Email: who.email, Password: password });
    expect(visitor.path()).toBe("/connect/gist");
  });

  test("never takes over a session cookie that was there before", async () => {
    const visitor = person(rig);
    await visitor.get("/sign-in");
    visitor.jar.store(new URL(rig.url), ["patchbay-session=planted; Path=/"]);
    await visitor.submit("Sign in", { Email: who.email, Password: password });
    expect(visitor.jar.get("patchbay-session")).not.toBe("planted");
    expect(await isIn(visitor)).toBe(true);
  });
});

describe("an account of one's own", () => {
  test("can be made where sign-up is open, is an ordinary one, and signs in", async () => {
    const visitor = person(rig);
    const email = await signUp(rig, visitor, "Nell New");
    expect(visitor.text()).toContain("Your account is ready");
    await visitor.signIn(email, password);
    await visitor.get("/account");
    expect(visitor.text()).toContain("Nell New");
    expect(await rig.query(`SELECT role FROM users WHERE email = '${email}'`)).toEqual([{ role: "user" }]);
  });

  test.each([
    ["a taken email", "email_taken", () => ({ email: who.email, password })],
    ["a short password", "invalid_input", () => ({ email: "fresh@example.com", password: "short" })],
    ["no email", "invalid_input", () => ({ email: "not an email", password })],
  ])("is not made from %s", async (_, code, typed) => {
    const visitor = person(rig);
    await visitor.get("/sign-up");
    const answer = await post(visitor, "/sign-up/account", { name: "X", ...typed() });
    expect(answer.headers.location).toMatch(new RegExp(`/sign-up\\?.*problem=${code}`));
    expect(answer.headers.location).not.toContain(encodeURIComponent(typed().password));
  });

  test("cannot be made an administrator's by what is posted", async () => {
    const visitor = person(rig);
    await visitor.get("/sign-up");
    const email = "ambitious@example.com";
    const extra = { role: "admin", id: "1", userId: "1", "__proto__[role]": "admin", disabledAt: "" };
    await post(visitor, "/sign-up/account", { name: "A", email, password, ...extra });
    expect(await rig.query(`SELECT role FROM users WHERE email = '${email}'`)).toEqual([{ role: "user" }]);
  });
});

describe("a session", () => {
  test("that was signed out is dead, its cookie too", async () => {
    const visitor = await somebody(rig);
    const cookie = visitor.jar.get("patchbay-session") ?? "";
    await visitor.get("/account");
    await visitor.submit("Sign out");
    expect(await isIn(visitor)).toBe(false);
    const thief = person(rig);
    thief.jar.store(new URL(rig.url), [`patchbay-session=${cookie}; Path=/`]);
    expect(await isIn(thief)).toBe(false);
  });

  test("can be ended in every browser at once", async () => {
    const here = await somebody(rig);
    const there = person(rig);
    await there.signIn(here.email, password);
    await here.get("/account");
    expect(here.text()).toContain("Another browser");
    await here.submit("Sign out everywhere");
    expect(here.text()).toContain("You are signed out in every browser.");
    expect(await isIn(here)).toBe(false);
    expect(await isIn(there)).toBe(false);
  });

  test("of a disabled person ends at once, and enabling brings nothing but the sign-in back", async () => {
    const visitor = await somebody(rig);
    expect((await rig.cli("user", "disable", "--email", visitor.email)).stdout.trim()).toBe("disabled");
    expect(await isIn(visitor)).toBe(false);
    const refused = await signInFails(visitor.email, password);
    expect(refused.text()).toContain("do not belong together");
    await rig.cli("user", "enable", "--email", visitor.email);
    expect(await isIn(visitor)).toBe(false);
    await visitor.signIn(visitor.email, password);
    expect(visitor.path()).toBe("/connections");
  });

  test("ends when the operator sets another password, and only that one signs in", async () => {
    const visitor = await somebody(rig);
    const fresh = "a quite different one";
    await rig.cli("user", "set-password", "--email", visitor.email, "--password", fresh);
    expect(await isIn(visitor)).toBe(false);
    await signInFails(visitor.email, password);
    await visitor.signIn(visitor.email, fresh);
    expect(visitor.path()).toBe("/connections");
  });

  test("ends by itself after two weeks", async () => {
    const visitor = await somebody(rig);
    await rig.clock.advance(13 * 86_400_000);
    expect(await isIn(visitor)).toBe(true);
    await rig.clock.advance(2 * 86_400_000);
    expect(await isIn(visitor)).toBe(false);
    await Promise.all([who.signIn(who.email, password), other.signIn(other.email, password)]);
  });

  test("is kept from scripts: in its cookie, and in what next-auth would tell them", async () => {
    const visitor = person(rig);
    await visitor.get("/sign-in");
    await visitor.submit("Sign in", { Email: who.email, Password: password });
    const set = visitor
      .trail()
      .flatMap(({ headers }) => headers["set-cookie"] ?? [])
      .join();
    expect(set).toMatch(/patchbay-session=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax/);
    const told = await visitor.ask("/api/auth/session");
    expect(JSON.parse(told.body)).toEqual({ user: { name: "Sam Example", email: who.email } });
    expect(told.headers["cache-control"]).toBe("no-store");
    expect((await person(rig).ask("/api/auth/session")).body).toBe("{}");
  });
});

/* Every address there is, from the file system: one that nobody has thought about here fails. */

const files = (name: string) =>
  globSync(`app/**/${name}`, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
const address = (file: string) => `/${dirname(file)}`.replace(/^\/app/, "") || "/";
const pages = files("page.tsx").map(address).sort();
const posts = files("route.ts")
  .filter((file) => /\bPOST\b/.test(readFileSync(`${root}/${file}`, "utf8")))
  .map(address)
  .sort();

type Fill = { connection: string; attempt: string; session: string; person: string };
/**
 * `owned`: only its owner's; `person`: anybody signed in; `admin`: administrators; `customer`: only who has its
 * connect session open; `open`: anybody; `closed`: not in production.
 */
type Kind = "owned" | "person" | "admin" | "customer" | "open" | "closed" | "machine";
type Listed = { kind: Kind; at?: (fill: Fill) => string; form?: Record<string, string> };

/** Of a connect session that nobody here has open. */
const session = "/connect-session/00000000-0000-4000-8000-000000000000";

const nobodys = "00000000-0000-4000-8000-000000000000";

const listedPages: Record<string, Listed> = {
  "/": { kind: "person" },
  "/account": { kind: "person" },
  "/account/delete": { kind: "person" },
  "/account/outbox": { kind: "person" },
  "/admin/api-keys": { kind: "admin" },
  "/admin/log": { kind: "admin" },
  "/admin/settings": { kind: "admin" },
  "/admin/alerts": { kind: "admin" },
  "/admin/alerts/[id]": { kind: "admin", at: () => "/admin/alerts/vendor-down" },
  "/admin/alerts/new": { kind: "admin" },
  "/admin/people": { kind: "admin" },
  "/admin/people/[id]": { kind: "admin", at: ({ person: id }) => `/admin/people/${id}` },
  "/admin/people/invite": { kind: "admin" },
  "/admin/vendors": { kind: "admin" },
  "/admin/vendors/[provider]": { kind: "admin", at: () => "/admin/vendors/wistia" },
  "/admin": { kind: "admin" },
  "/admin/connections": { kind: "admin" },
  "/admin/connections/[id]": { kind: "admin", at: ({ connection }) => `/admin/connections/${connection}` },
  "/admin/connections/[id]/disconnect": {
    kind: "admin",
    at: ({ connection }) => `/admin/connections/${connection}/disconnect`,
  },
  "/admin/connections/bulk/[id]": { kind: "admin", at: () => `/admin/connections/bulk/${nobodys}` },
  "/admin/connections/bulk/new": { kind: "admin" },
  "/admin/webhooks": { kind: "admin" },
  "/admin/webhooks/[id]": { kind: "admin", at: () => "/admin/webhooks/ep_1" },
  "/admin/webhooks/[id]/delete": { kind: "admin", at: () => "/admin/webhooks/ep_1/delete" },
  "/connect/[provider]": {
    kind: "owned",
    at: ({ connection }) => `/connect/wistia?connection=${connection}`,
  },
  "/connect-session": { kind: "open" },
  "/connect-session/[id]": { kind: "customer", at: () => session },
  "/connect-session/[id]/connect/[provider]": { kind: "customer", at: () => `${session}/connect/wistia` },
  "/connect-session/[id]/disconnect/[connection]": {
    kind: "customer",
    at: ({ connection }) => `${session}/disconnect/${connection}`,
  },
  "/connect-session/over": { kind: "open" },
  "/connections": { kind: "person" },
  "/connections/[id]": { kind: "owned", at: ({ connection }) => `/connections/${connection}` },
  "/connections/[id]/disconnect": {
    kind: "owned",
    at: ({ connection }) => `/connections/${connection}/disconnect`,
  },
  "/invitation": { kind: "open" },
  "/dev/components": { kind: "closed" },
  "/dev/components/[screen]": { kind: "closed", at: () => "/dev/components/sign-in" },
  "/docs/api": { kind: "open" },
  "/set-up": { kind: "open" },
  "/sign-in": { kind: "open" },
  "/sign-up": { kind: "open" },
  "/unavailable": { kind: "open" },
  "/week": { kind: "person" },
};

const listedPosts: Record<string, Listed> = {
  "/account/appearance": { kind: "open", form: { theme: "dark", returnTo: "/account" } },
  "/account/deletion": { kind: "person" },
  "/account/mails": { kind: "person" },
  "/account/name": { kind: "person" },
  "/account/password": { kind: "person" },
  "/account/sessions/[id]/end": { kind: "owned", at: ({ session }) => `/account/sessions/${session}/end` },
  "/account/sign-out-everywhere": { kind: "person" },
  "/admin/api-keys/[id]/revoke": { kind: "admin", at: () => "/admin/api-keys/unknown/revoke" },
  "/admin/api-keys/[id]/rotate": {
    kind: "admin",
    at: () => "/admin/api-keys/unknown/rotate",
    form: { overlap: "24h" },
  },
  "/admin/api-keys/keys": { kind: "admin", form: { name: "nightly job" } },
  "/admin/log/export": { kind: "admin", form: { format: "csv" } },
  "/admin/log/verification": { kind: "admin" },
  "/admin/settings/change": { kind: "admin", form: { signUp: "closed" } },
  "/admin/settings/rotation": { kind: "admin" },
  "/admin/alerts/[id]/change": { kind: "admin", at: () => "/admin/alerts/vendor-down/change" },
  "/admin/alerts/[id]/deletion": { kind: "admin", at: () => "/admin/alerts/vendor-down/deletion" },
  "/admin/alerts/[id]/test": { kind: "admin", at: () => "/admin/alerts/vendor-down/test" },
  "/admin/alerts/defaults": { kind: "admin" },
  "/admin/alerts/rules": {
    kind: "admin",
    form: { kind: "vendor_incident", provider: "", mailTo: "a@example.com" },
  },
  "/admin/people/[id]/deletion": { kind: "admin", at: ({ person: id }) => `/admin/people/${id}/deletion` },
  "/admin/people/[id]/reset": { kind: "admin", at: ({ person: id }) => `/admin/people/${id}/reset` },
  "/admin/people/[id]/role": {
    kind: "admin",
    at: ({ person: id }) => `/admin/people/${id}/role`,
    form: { role: "admin" },
  },
  "/admin/people/[id]/sessions/[session]/end": {
    kind: "admin",
    at: ({ person: id, session }) => `/admin/people/${id}/sessions/${session}/end`,
  },
  "/admin/people/[id]/sessions/end": {
    kind: "admin",
    at: ({ person: id }) => `/admin/people/${id}/sessions/end`,
  },
  "/admin/people/[id]/state": {
    kind: "admin",
    at: ({ person: id }) => `/admin/people/${id}/state`,
    form: { to: "disabled" },
  },
  "/admin/people/invitations": { kind: "admin", form: { role: "admin", by: "link" } },
  "/admin/people/invitations/[id]/withdrawal": {
    kind: "admin",
    at: () => "/admin/people/invitations/an-invitation/withdrawal",
  },
  "/admin/vendors/[provider]/check": { kind: "admin", at: () => "/admin/vendors/wistia/check" },
  "/admin/vendors/[provider]/pause": {
    kind: "admin",
    at: () => "/admin/vendors/wistia/pause",
    form: { what: "linking", to: "pause" },
  },
  "/admin/connections/[id]/disconnection": {
    kind: "admin",
    at: ({ connection }) => `/admin/connections/${connection}/disconnection`,
  },
  "/admin/connections/[id]/refresh": {
    kind: "admin",
    at: ({ connection }) => `/admin/connections/${connection}/refresh`,
  },
  "/admin/connections/[id]/test": {
    kind: "admin",
    at: ({ connection }) => `/admin/connections/${connection}/test`,
  },
  "/admin/connections/bulk": { kind: "admin", form: { action: "disconnect", scope: "all" } },
  "/admin/connections/bulk/[id]/cancel": {
    kind: "admin",
    at: () => `/admin/connections/bulk/${nobodys}/cancel`,
  },
  "/admin/connections/columns": { kind: "admin", form: { owner: "on" } },
  "/admin/connections/export": { kind: "admin" },
  "/admin/webhooks/[id]/change": { kind: "admin", at: () => "/admin/webhooks/ep_1/change" },
  "/admin/webhooks/[id]/deletion": { kind: "admin", at: () => "/admin/webhooks/ep_1/deletion" },
  "/admin/webhooks/[id]/deliveries/[delivery]/replay": {
    kind: "admin",
    at: () => "/admin/webhooks/ep_1/deliveries/dlv_1/replay",
  },
  "/admin/webhooks/[id]/disable": { kind: "admin", at: () => "/admin/webhooks/ep_1/disable" },
  "/admin/webhooks/[id]/enable": { kind: "admin", at: () => "/admin/webhooks/ep_1/enable" },
  "/admin/webhooks/[id]/replay": { kind: "admin", at: () => "/admin/webhooks/ep_1/replay" },
  "/admin/webhooks/[id]/secret": { kind: "admin", at: () => "/admin/webhooks/ep_1/secret" },
  "/admin/webhooks/[id]/test": { kind: "admin", at: () => "/admin/webhooks/ep_1/test" },
  "/admin/webhooks/endpoints": { kind: "admin", form: { url: "https://example.com/hook" } },
  "/api/auth/[...nextauth]": { kind: "open", at: () => "/api/auth/signout" },
  "/api/sweep": { kind: "machine" },
  "/api/v1/[...path]": { kind: "machine", at: () => "/api/v1/connections" },
  "/api/webhooks/[provider]": { kind: "machine", at: () => "/api/webhooks/wix" },
  "/attempts/[id]/cancel": { kind: "owned", at: ({ attempt }) => `/attempts/${attempt}/cancel` },
  "/attempts/[id]/resume": { kind: "owned", at: ({ attempt }) => `/attempts/${attempt}/resume` },
  "/connect-session/[id]/attempts/[attempt]/cancel": {
    kind: "customer",
    at: ({ attempt }) => `${session}/attempts/${attempt}/cancel`,
  },
  "/connect-session/[id]/disconnection/[connection]": {
    kind: "customer",
    at: ({ connection }) => `${session}/disconnection/${connection}`,
  },
  "/connect-session/[id]/end": { kind: "customer", at: () => `${session}/end` },
  "/connect-session/[id]/link/[provider]": { kind: "customer", at: () => `${session}/link/wistia` },
  "/connect-session/[id]/popup": { kind: "customer", at: () => `${session}/popup` },
  "/connect-session/open": { kind: "customer", form: { token: "unknown" } },
  "/connections/[id]/disconnection": {
    kind: "owned",
    at: ({ connection }) => `/connections/${connection}/disconnection`,
  },
  "/connections/[id]/refresh": {
    kind: "owned",
    at: ({ connection }) => `/connections/${connection}/refresh`,
  },
  "/connections/[id]/rename": {
    kind: "owned",
    at: ({ connection }) => `/connections/${connection}/rename`,
  },
  "/connections/[id]/test": { kind: "owned", at: ({ connection }) => `/connections/${connection}/test` },
  "/invitation/acceptance": { kind: "open" },
  "/invitation/opening": { kind: "open" },
  "/link/[provider]": { kind: "person", at: () => "/link/wistia" },
  "/set-up/account": { kind: "open" },
  "/sign-up/account": { kind: "open" },
};

test("every page and every address that takes a post is listed here", () => {
  expect(Object.keys(listedPages).sort()).toEqual(pages);
  expect(Object.keys(listedPosts).sort()).toEqual(posts);
});

/** Something of this person's to be found at the addresses that belong to somebody. */
async function belongings(): Promise<Fill> {
  const connection = await link(rig, who, flows.wistia);
  await startLink(rig, who, flows.gist);
  const [{ id: attempt } = { id: "" }] = await rig.query(
    "SELECT id FROM link_attempts WHERE outcome = 'waiting'",
  );
  // Signed in somewhere else too.
  await person(rig).signIn(who.email, password);
  const [{ id: session } = { id: "" }] = await rig.query(
    `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE u.email = '${who.email}' ORDER BY s.created_at DESC`,
  );
  const [{ id: own } = { id: "" }] = await rig.query(`SELECT id FROM users WHERE email = '${who.email}'`);
  return { connection, attempt, session, person: String(own) };
}

const everything = async () =>
  JSON.stringify(
    await Promise.all(
      [
        ...[
          "connections",
          "link_attempts",
          "users",
          "sessions",
          "invitations",
          "alert_rules",
          "webhook_endpoints",
        ].map((table) => `${table} ORDER BY id`),
        "vendor_settings ORDER BY provider",
      ].map((table) => rig.query(`SELECT * FROM ${table}`)),
    ),
  );

describe("somebody else's things", () => {
  test("are on no page that a stranger is shown", async () => {
    const fill = await belongings();
    for (const [name, { kind, at = () => name }] of Object.entries(listedPages)) {
      const outcome = async (visitor: Person) => {
        const { status, url } = await visitor.get(at(fill));
        if (url.pathname === "/connect-session/over" && name !== url.pathname) return "over";
        return url.pathname === "/sign-in" && name !== "/sign-in" ? "sign-in" : status;
      };
      const expected = {
        owned: ["sign-in", 404, 200],
        person: ["sign-in", 200, 200],
        customer: ["over", "over", "over"],
        admin: ["sign-in", 404, 404],
        open: [name === "/set-up" ? "sign-in" : 200, 200, 200],
        closed: [404, 404, 404],
        machine: [],
      }[kind];
      const outcomes = [await outcome(person(rig)), await outcome(other), await outcome(who)];
      expect([name, ...outcomes]).toEqual([name, ...expected]);
    }
  });

  test.each(Object.entries(listedPosts))(
    "post to %s",
    async (name, { kind, at = () => name, form: sent }) => {
      const path = at(await belongings());
      const before = await everything();
      const outcome = async (visitor: Person) => {
        const { status, headers } = await post(visitor, path, sent, new URL(rig.url));
        if (headers.location?.startsWith(`${rig.url}/connect-session/over?problem=`)) return "over";
        return headers.location?.startsWith(`${rig.url}/sign-in`) ? "sign-in" : status;
      };
      const anonymous = await outcome(person(rig));
      if (kind === "owned") {
        expect([anonymous, await outcome(other)]).toEqual(["sign-in", 404]);
        expect(await everything()).toBe(before);
        expect(await outcome(who)).toBe(303);
      } else if (kind === "person") {
        expect(anonymous).toBe("sign-in");
        expect(await everything()).toBe(before);
      } else if (kind === "customer") {
        expect([anonymous, await outcome(other), await outcome(who)]).toEqual(["over", "over", "over"]);
        expect(await everything()).toBe(before);
      } else if (kind === "admin") {
        expect([anonymous, await outcome(other), await outcome(who)]).toEqual(["sign-in", 303, 303]);
        expect(await everything()).toBe(before);
      } else if (kind === "machine") {
        expect(anonymous).toBe(401);
        expect(await everything()).toBe(before);
      }
      // What takes a post changes nothing when it is merely looked at.
      const looked = await who.ask(path);
      expect(looked.status).toBeLessThan(500);
    },
  );
});

describe("a post begun on another site", () => {
  const headers = {
    "with Sec-Fetch-Site: cross-site": { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    "with Sec-Fetch-Site: same-site": { "sec-fetch-site": "same-site", origin: "http://evil.localhost" },
    "with a foreign Origin": { origin: "https://evil.example" },
    "with Origin: null": { origin: "null" },
  };
  const routes = Object.entries(listedPosts).filter(([, { kind }]) => kind !== "machine");

  test.each(Object.entries(headers))("%s is refused everywhere", async (_, marks) => {
    const fill = await belongings();
    const before = await everything();
    for (const [name, { at = () => name, form: sent = {} }] of routes) {
      const path = at(fill);
      const [csrfToken = ""] = decodeURIComponent(who.jar.get("patchbay-csrf") ?? "").split("|");
      const { statusCode, body } = await request(new URL(path, rig.url), {
        method: "POST",
        headers: {
          cookie: who.jar.header(new URL(rig.url), { method: "POST", crossSite: false }),
          "content-type": form,
          ...marks,
        },
        body: new URLSearchParams({ csrfToken, ...sent }).toString(),
      });
      expect([path, statusCode]).toEqual([path, 403]);
      expect(await body.text()).toContain("came from another site, so nothing was done");
    }
    expect(await everything()).toBe(before);
    expect(await isIn(who)).toBe(true);
  });
});

describe("an address to come back to", () => {
  const elsewhere = [
    "https://evil.example",
    "https://evil.example/connections",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "/%09/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/connections/..//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:evil.example",
    "https:/evil.example",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "@evil.example",
    ".evil.example",
    " //evil.example",
    "/\u00a0/evil.example",
    "%2f%2fevil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
  ];

  /** Where a browser would go from our page. */
  const host = (location: string | undefined) => new URL(location ?? "", rig.url).host;
  const home = () => new URL(rig.url).host;

  test("after an appearance change stays here", async () => {
    for (const returnTo of elsewhere) {
      const { headers } = await post(
        who,
        "/account/appearance",
        { theme: "dark", returnTo },
        new URL(rig.url),
      );
      expect([returnTo, host(headers.location)]).toEqual([returnTo, home()]);
    }
  });

  test("after signing in stays here, whether asked for in the address or in the form", async () => {
    for (const target of elsewhere) {
      const visitor = person(rig);
      for (const name of ["returnTo", "callbackUrl"]) {
        await visitor.get(`/sign-in?${name}=${encodeURIComponent(target)}`);
        const hidden = visitor.page().querySelector("input[name=callbackUrl]")?.getAttribute("value");
        expect([target, host(hidden)]).toEqual([target, home()]);
      }
    }
    const visitor = person(rig);
    await visitor.get("/sign-in");
    const csrfToken = visitor.page().querySelector("input[name=csrfToken]")?.getAttribute("value") ?? "";
    for (const callbackUrl of elsewhere) {
      const typed = { csrfToken, callbackUrl, email: who.email, password: "not the right password" };
      const { headers } = await post(visitor, "/api/auth/callback/credentials", typed, new URL(rig.url));
      expect([callbackUrl, host(headers.location)]).toEqual([callbackUrl, home()]);
    }
    await rig.clock.advance(minutes(16));
    for (const callbackUrl of ["https://evil.example", "//evil.example", "/\\evil.example"]) {
      const typed = { csrfToken, callbackUrl, email: who.email, password };
      const { headers } = await post(visitor, "/api/auth/callback/credentials", typed, new URL(rig.url));
      expect([callbackUrl, host(headers.location)]).toEqual([callbackUrl, home()]);
      for (const path of ["/api/auth/signin", "/api/auth/signout", "/api/auth/error"]) {
        const asked = await visitor.ask(`${path}?callbackUrl=${encodeURIComponent(callbackUrl)}`);
        expect(host(asked.headers.location)).toBe(home());
      }
    }
  });
});

describe("headers of a visitor", () => {
  test("that steer the framework from inside open nothing", async () => {
    const { connection } = await belongings();
    for (const [name, value] of [
      ["x-middleware-subrequest", Array(5).fill("proxy").join(":")],
      ["x-middleware-subrequest", Array(5).fill("src/middleware").join(":")],
      ["x-middleware-next", "1"],
      ["x-middleware-rewrite", `/connections/${connection}`],
      ["x-matched-path", `/connections/${connection}`],
      ["x-nextjs-data", "1"],
      ["x-invoke-path", `/connections/${connection}`],
      ["rsc", "1"],
    ] as const) {
      const { status, headers, body } = await person(rig).ask(`/connections/${connection}`, {
        headers: { [name]: value },
      });
      expect(body).not.toContain("Acme Studios");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect([name, status === 200 && !/sign-in/.test(body)]).toEqual([name, false]);
    }
  });

  test("cannot choose the nonce of the scripts", async () => {
    const forged = "script-src 'nonce-evil' 'unsafe-inline'";
    const { headers, body } = await who.ask("/connections", {
      headers: { "content-security-policy": forged },
    });
    expect(headers["content-security-policy"]).not.toContain("evil");
    expect(body).not.toContain("evil");
    const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "")?.[1];
    expect(body).toContain(`nonce="${nonce}"`);
    const again = await who.ask("/connections");
    expect(again.headers["content-security-policy"]).not.toContain(nonce);
  });

  test("cannot move the addresses that we send people to", async () => {
    const forged = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example;proto=https",
      "x-original-url": "/evil",
    };
    const cookie = who.jar.header(new URL(rig.url), { method: "POST", crossSite: false });
    const marks = { cookie, "sec-fetch-site": "same-origin", "content-type": form, ...forged };
    const begun = await request(`${rig.url}/link/wistia`, { method: "POST", headers: marks, body: "" });
    const to = new URL(String(begun.headers.location));
    expect(to.searchParams.get("redirect_uri")).toBe(`${rig.url}/link/wistia/callback`);
    await begun.body.dump();
    for (const path of ["/", "/connections", "/link/wistia/callback?state=x&code=y", "/api/auth/signin"]) {
      const { headers, body } = await request(new URL(path, rig.url), { headers: forged });
      expect(new URL(String(headers.location ?? "/"), rig.url).host).toBe(new URL(rig.url).host);
      expect(await body.text()).not.toContain("evil.example");
    }
  });
});

test("a form that is too large, of another kind, or broken changes nothing and says so", async () => {
  const before = await everything();
  const send = (type: string, body: string) =>
    who.ask("/link/api-video", { method: "POST", type, body }, new URL(rig.url));
  expect((await send(form, `apiKey=${"k".repeat(70_000)}`)).status).toBe(413);
  expect((await send("application/json", "{}")).headers.location).toContain("problem=invalid_input");
  expect((await send("multipart/form-data; boundary=x", "nonsense")).headers.location).toContain(
    "invalid_input",
  );
  expect(
    (await post(who, "/api/auth/callback/credentials", { email: "x".repeat(70_000) }, new URL(rig.url)))
      .status,
  ).toBe(413);
  expect(await everything()).toBe(before);
});

test("a person sees the rest of nobody's attempt through a guessed answer", async () => {
  const answer = await answerOf(rig, who, flows.wistia);
  const visitor = await other.ask(answer.pathname + answer.search);
  expect(visitor.headers.location).not.toContain(answer.searchParams.get("state") ?? "none");
});

describe("the first visit to a new server", () => {
  const fresh = sharedRig({
    env: { ADMIN_EMAIL: "", ADMIN_PASSWORD: "", SIGNUP: "closed", RATE_LIMIT_SIGN_IN_PER_ADDRESS: "3" },
  });
  const first = { "Your name": "Fay First", Email: "fay@example.com", Password: password };

  test("sets it up once; then strangers are shut out", async () => {
    const visitor = person(fresh);
    await visitor.get("/");
    expect(visitor.path()).toBe("/set-up");
    await visitor.submit("Create the first account", { ...first, Password: "too short" });
    expect(visitor.path()).toBe("/set-up");
    expect(visitor.text()).toContain("Nothing was changed");

    const racers = Array.from({ length: 5 }, (_, index) =>
      post(
        person(fresh),
        "/set-up/account",
        { name: "Fay", email: `fay${index}@example.com`, password },
        new URL(fresh.url),
      ),
    );
    await Promise.all(racers);
    const [{ email, role } = {}, ...more] = await fresh.query("SELECT email, role FROM users");
    expect(role).toBe("admin");
    expect(more).toEqual([]);

    await visitor.signIn(String(email), password);
    expect(visitor.path()).toBe("/connections");
    const late = person(fresh);
    await late.get("/set-up");
    expect(late.path()).toBe("/sign-in");
    expect(late.links()).not.toContain("Create an account");
    expect((await late.get("/sign-up")).status).toBe(404);
    for (const path of ["/set-up/account", "/sign-up/account"]) {
      const form = { name: "Late", email: "late@example.com", password };
      const { headers } = await post(late, path, form, new URL(fresh.url));
      expect(headers.location).toContain("problem=forbidden");
    }
    expect(await fresh.query("SELECT id FROM users")).toHaveLength(1);
  });

  test("leaves it to the operator to add people", async () => {
    const made = await fresh.cli(
      "user",
      "create",
      "--email",
      "ann@example.com",
      "--password",
      password,
      "--role",
      "user",
    );
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const visitor = person(fresh);
    await visitor.signIn("ann@example.com", password);
    expect(visitor.path()).toBe("/connections");
    for (const wrong of [
      ["user", "create", "--email", "ann@example.com", "--password", password, "--role", "user"],
      ["user", "create", "--email", "bob@example.com", "--password", "short", "--role", "user"],
      ["user", "create", "--email", "bob@example.com", "--password", password, "--role", "king"],
      ["user", "disable", "--email", "nobody@example.com"],
    ]) {
      const { code, stdout, stderr } = await fresh.cli(...wrong);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).not.toContain(password);
    }
  });

  test("counts wrong passwords by the address they come from, which no header of a visitor changes", async () => {
    const said = [];
    for (let turn = 0; turn < 5; turn++) {
      const visitor = person(fresh);
      await visitor.get("/sign-in");
      const [token] = (visitor.jar.get("patchbay-csrf") ?? "").split(/%7C|\|/);
      const address = `203.0.113.${turn}`;
      const { headers } = await visitor.ask("/api/auth/callback/credentials", {
        method: "POST",
        type: form,
        body: new URLSearchParams({
          csrfToken: token ?? "",
          email: `x${turn}@example.com`,
          password,
        }).toString(),
        headers: { "x-patchbay-address": address, "x-forwarded-for": address },
      });
      said.push(new URL(headers.location ?? "", fresh.url).searchParams.get("problem"));
    }
    expect(said).toEqual([...Array(3).fill("sign_in_failed"), "rate_limited", "rate_limited"]);
  });
});
