import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  clearDesk,
  fault,
  flows,
  type Json,
  keys,
  link,
  linkWithKey,
  minutes,
  password,
  post,
  received,
  sharedRig,
  somebody,
  truth,
} from "./fixtures.ts";

/** What a person does with their own account: name, password, sessions, a copy of it all, and its end. */

const rig = sharedRig();
const fresh = "a quite different password";
let other: Awaited<ReturnType<typeof somebody>>;

beforeAll(async () => {
  other = await somebody(rig, "Olu Other");
});
beforeEach(() => clearDesk(rig));

const isIn = async (visitor: Person) => (await visitor.get("/account")).url.pathname === "/account";

/** In another browser, which says which one it is. */
async function signedInWith(userAgent: string, email: string, secret = password) {
  const browser = person(rig);
  await browser.get("/sign-in");
  const field = (name: string) => browser.page().querySelector(`input[name=${name}]`)?.getAttribute("value");
  await browser.ask("/api/auth/callback/credentials", {
    method: "POST",
    type: "application/x-www-form-urlencoded",
    body: new URLSearchParams({ csrfToken: field("csrfToken") ?? "", email, password: secret }).toString(),
    headers: { "user-agent": userAgent },
  });
  return browser;
}

describe("the name", () => {
  test("is changed, and shown from then on", async () => {
    const who = await somebody(rig);
    await who.get("/account");
    await who.submit("Save", { Name: "  Ada \u202eObi  " }, { within: formOf(who, "name") });
    expect(who.text()).toContain("Your name is changed.");
    const field = who.page().querySelector("input#name");
    expect(field?.getAttribute("value")).toBe("Ada  Obi");
  });

  test.each(["", "   ", "\u200b\u202e", "x".repeat(201)])("is never %j", async (name) => {
    const who = await somebody(rig);
    await who.get("/account");
    await who.submit("Save", { Name: name }, { within: formOf(who, "name") });
    const field = who.page().querySelector("input#name");
    expect(field?.getAttribute("aria-invalid")).toBe("true");
    expect(who.text()).toContain("Please give a name of at most 200 characters.");
    if (name.length > 200) expect(field?.getAttribute("value")).toBe(name);
    expect(await rig.query(`SELECT name FROM users WHERE email = '${who.email}'`)).toEqual([
      { name: "Sam Example" },
    ]);
  });
});

const formOf = (who: Person, name: string) =>
  who.page().querySelector(`form[action="/account/${name}"]`) ?? who.page();

const changePassword = async (who: Person, current: string, next: string) => {
  await who.get("/account");
  return who.submit(
    "Change the password",
    { "Present password": current, "New password": next },
    { within: formOf(who, "password") },
  );
};

describe("the password", () => {
  test("is changed: other browsers are out, this one goes on, and its old cookie is worth nothing", async () => {
    const who = await somebody(rig);
    const elsewhere = person(rig);
    await elsewhere.signIn(who.email, password);
    const before = who.jar.get("patchbay-session") ?? "";
    const answer = await changePassword(who, password, fresh);
    expect(answer.url.pathname).toBe("/account");
    expect(who.text()).toContain("Your password is changed, and every other browser is signed out.");
    expect(who.trail()[0]?.headers["set-cookie"]).toMatch(
      /patchbay-session=[^;]+; Path=\/; .*HttpOnly; SameSite=lax/i,
    );

    expect(await isIn(who)).toBe(true);
    expect(await isIn(elsewhere)).toBe(false);
    const thief = person(rig);
    thief.jar.store(new URL(rig.url), [`patchbay-session=${before}; Path=/`]);
    expect(await isIn(thief)).toBe(false);

    await elsewhere.signIn(who.email, password);
    expect(elsewhere.path()).toBe("/sign-in");
    await elsewhere.signIn(who.email, fresh);
    expect(elsewhere.path()).toBe("/connections");
    // And signing out still ends what goes on.
    await who.get("/account");
    await who.submit("Sign out");
    expect(await isIn(who)).toBe(false);
  });

  test("stays when the present one is wrong, which is said at its field, and neither comes back", async () => {
    const who = await somebody(rig);
    await changePassword(who, "not the present one", fresh);
    expect(who.path()).toBe("/account");
    expect(who.text()).toContain("That is not your present password. Nothing was changed");
    expect(who.page().querySelector("input[name=current]")?.getAttribute("aria-invalid")).toBe("true");
    expect(who.page().querySelector("details[open]")).toBeTruthy();
    for (const secret of ["not the present one", fresh]) {
      expect(who.html()).not.toContain(secret);
      expect(who.url().href).not.toContain(encodeURIComponent(secret));
    }
    await person(rig).signIn(who.email, password);
    expect(await isIn(who)).toBe(true);
  });

  test.each(["short", "x".repeat(201)])("is never one like %j", async (bad) => {
    const who = await somebody(rig);
    await changePassword(who, password, bad);
    expect(who.page().querySelector("input[name=password]")?.getAttribute("aria-invalid")).toBe("true");
    const again = person(rig);
    await again.signIn(who.email, password);
    expect(again.path()).toBe("/connections");
  });

  test("cannot be guessed by whoever took over a browser: the tries count with those of signing in", async () => {
    const who = await somebody(rig);
    for (let turn = 0; turn < 10; turn++)
      await post(who, "/account/password", { current: `guess ${turn}`, password: fresh }, new URL(rig.url));
    await changePassword(who, password, fresh);
    expect(who.text()).toContain("Too many tries in a short time.");
    const stopped = person(rig);
    await stopped.signIn(who.email, password);
    expect(stopped.text()).toContain("Too many tries in a short time.");
    await rig.clock.advance(minutes(16));
    await changePassword(who, password, fresh);
    expect(who.text()).toContain("Your password is changed");
  });

  test("changed twice at the same moment is changed once", async () => {
    const who = await somebody(rig);
    const answers = await Promise.all(
      [1, 2].map((turn) =>
        post(who, "/account/password", { current: password, password: `${fresh} ${turn}` }, new URL(rig.url)),
      ),
    );
    const done = answers.filter(({ headers }) => headers.location?.includes("done=password_changed"));
    expect(done).toHaveLength(1);
    const email = who.email;
    expect(
      await rig.query(
        `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE u.email = '${email}' AND s.revoked_at IS NULL`,
      ),
    ).toHaveLength(1);
  });

  test("is set without a present one by somebody who has none, and then signs in", async () => {
    const who = await somebody(rig);
    await rig.query(`UPDATE users SET password_hash = NULL, subject = 'x ${who.email}'
                     WHERE email = '${who.email}'`);
    await who.get("/account");
    expect(who.fields()).not.toContain("Present password");
    await who.submit("Set the password", { "New password": fresh });
    expect(who.text()).toContain("Your password is changed");
    const again = person(rig);
    await again.signIn(who.email, fresh);
    expect(again.path()).toBe("/connections");
  });
});

describe("sessions", () => {
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

  test("are named by browser and system, and each other one is signed out by itself", async () => {
    const who = await somebody(rig);
    const first = await signedInWith(firefox, who.email);
    const second = await signedInWith(firefox.replace("X11; Linux x86_64", "Windows NT 10.0"), who.email);
    await who.get("/account");
    expect(who.text()).toContain("This browser");
    expect(
      who
        .buttons()
        .filter((name) => name.startsWith("Sign out "))
        .sort(),
    ).toEqual(["Sign out Firefox on Linux", "Sign out Firefox on Windows", "Sign out everywhere"]);
    await who.submit("Sign out Firefox on Linux");
    expect(who.text()).toContain("That browser is signed out.");
    expect([await isIn(first), await isIn(second), await isIn(who)]).toEqual([false, true, true]);
  });

  test("of somebody else cannot be ended, and one's own present one is signed out", async () => {
    const who = await somebody(rig);
    const [{ id } = { id: "" }] = await rig.query(
      `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = '${who.email}'`,
    );
    const path = `/account/sessions/${id}/end`;
    expect((await post(other, path, {}, new URL(rig.url))).status).toBe(404);
    expect(await isIn(who)).toBe(true);
    const { headers } = await post(who, path, {}, new URL(rig.url));
    expect(headers.location).toContain("/sign-in?done=signed_out");
    expect(await isIn(who)).toBe(false);
  });

  test("keep none of what a browser says but the words", async () => {
    const who = await somebody(rig);
    await signedInWith(`${firefox} <script>alert(1)</script> tracking-id-4711`, who.email);
    const rows = await rig.query(
      `SELECT s.agent FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE u.email = '${who.email}' AND s.agent IS NOT NULL`,
    );
    expect(rows).toEqual([{ agent: "Firefox on Linux" }]);
  });
});

describe("a copy of one's own data", () => {
  test("is a file with everything that is kept, and nothing secret", async () => {
    const who = await somebody(rig);
    const id = await link(rig, who, flows.wistia);
    await linkWithKey(who, keys.acmeSandbox);
    await rig.emulator.control("POST", "wistia/revoke", { person: flows.wistia.person });
    await who.get(`/connections/${id}`);
    await who.submit("Test now");
    const { status, headers, body } = await who.ask("/account/export");
    expect(status).toBe(200);
    expect(headers["content-type"]).toContain("application/json");
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="patchbay-\d{4}-\d\d-\d\d\.json"$/);
    expect(headers["cache-control"]).toBe("no-store");

    const copy: Json = JSON.parse(body);
    expect(copy.person).toMatchObject({ name: "Sam Example", email: who.email, hasPassword: true });
    expect(copy.sessions.filter(({ current }: Json) => current)).toHaveLength(1);
    expect(copy.mails).toMatchObject([{ subject: "“Acme Studios” at Wistia needs you" }]);
    expect(copy.connections.map(({ vendor, status: state }: Json) => [vendor, state])).toEqual([
      ["wistia", "needs_reauth"],
      ["api-video", "active"],
    ]);
    expect(copy.connections[0].activity.map(({ kind, by }: Json) => [kind, by])).toEqual([
      ["refused", "you"],
      ["linked", "you"],
    ]);

    const secrets = [keys.acmeSandbox, who.jar.get("patchbay-session"), "$argon2id$", "v1."];
    for (const vendor of ["wistia", "api-video"])
      for (const { refreshToken, accessTokens } of (await truth(rig, vendor)).grants)
        secrets.push(refreshToken, ...accessTokens.map(({ token }: Json) => token));
    for (const secret of secrets.filter(Boolean)) expect(body).not.toContain(secret);
    expect(
      Object.keys(copy.connections[0]).filter((name) => /seal|lease|intent|generation/.test(name)),
    ).toEqual([]);
  });

  test("holds nobody else's, and a stranger gets none", async () => {
    const who = await somebody(rig);
    await link(rig, other, flows.wistia);
    const copy: Json = JSON.parse((await who.ask("/account/export")).body);
    expect(copy.connections).toEqual([]);
    expect(JSON.stringify(copy)).not.toContain(other.email);
    const { status, headers } = await person(rig).ask("/account/export");
    expect([status, headers.location]).toEqual([303, `${rig.url}/sign-in?returnTo=/account`]);
  });
});

const deleteAccount = async (who: Person, secret = password) => {
  await who.get("/account/delete");
  return who.submit("Delete my account", { "Your password, to be sure that it is you": secret });
};

const countOf = async (table: string, where: string) =>
  Number((await rig.query(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0]?.n);

describe("deleting an account", () => {
  test("disconnects everything, tells vendors that can be told, and leads the way to the others", async () => {
    const who = await somebody(rig);
    const id = await link(rig, who, flows.wistia);
    await link(rig, who, flows.gist);
    await who.get("/account/delete");
    expect(who.text()).toContain("Acme Studios");
    await deleteAccount(who);
    expect(who.path()).toBe("/sign-in");
    expect(who.text()).toContain("Your account is deleted");
    expect(who.text()).toContain("2 connections ended, and their keys are erased.");
    expect(who.text()).toContain("Wistia has confirmed that the access is revoked there too.");
    expect(who.text()).toContain("Gist could not be told from here. Remove the access there yourself.");
    expect(who.links()).toContain("Remove the access at Gist (opens a new tab)");
    expect((await truth(rig, "wistia")).grants.every(({ revoked }: Json) => revoked)).toBe(true);

    expect(await countOf("users", `email = '${who.email}'`)).toBe(0);
    expect(await countOf("connections", `id = '${id}'`)).toBe(0);
    expect(await countOf("events", `connection_id = '${id}'`)).toBe(0);
    expect(await isIn(who)).toBe(false);
    await who.signIn(who.email, password);
    expect(who.text()).toContain("do not belong together");
  });

  test("needs the password; with a wrong one everything stays", async () => {
    const who = await somebody(rig);
    const id = await link(rig, who, flows.wistia);
    await deleteAccount(who, "not the password");
    expect(who.path()).toBe("/account/delete");
    expect(who.text()).toContain("That is not your present password.");
    expect(await rig.query(`SELECT status FROM connections WHERE id = '${id}'`)).toEqual([
      { status: "active" },
    ]);
    const { headers } = await post(who, "/account/deletion", {}, new URL(rig.url));
    expect(headers.location).toContain("problem=wrong_password");
    expect(await isIn(who)).toBe(true);
  });

  test("needs the email typed where there is no password", async () => {
    const who = await somebody(rig);
    await rig.query(`UPDATE users SET password_hash = NULL WHERE email = '${who.email}'`);
    const field = "Your email, to be sure that you mean it";
    await who.get("/account/delete");
    await who.submit("Delete my account", { [field]: "somebody@example.com" });
    expect(who.text()).toContain("That is not your email. Nothing was deleted");
    await who.submit("Delete my account", { [field]: ` ${who.email.toUpperCase()} ` });
    expect(who.text()).toContain("Nothing was linked, so there is nothing left to do.");
    expect(await countOf("users", `email = '${who.email}'`)).toBe(0);
  });

  test("goes through although a vendor does not answer, which is told later all the same", async () => {
    const who = await somebody(rig);
    const id = await link(rig, who, flows.wistia);
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, path: "/oauth/revoke" });
    await deleteAccount(who);
    expect(who.text()).toContain("Wistia has not answered yet. It is told again for up to a week");
    expect(await countOf("users", `email = '${who.email}'`)).toBe(0);
    expect(await countOf("revocations", `connection_id = '${id}'`)).toBe(1);
    await rig.clock.advance(minutes(6));
    await rig.sweep();
    expect(await countOf("revocations", `connection_id = '${id}'`)).toBe(0);
    const told = (await received(rig, "wistia")).filter(({ path }) => path === "/oauth/revoke");
    expect(told.map(({ status }) => status)).toEqual([503, 200]);
    expect((await truth(rig, "wistia")).grants.every(({ revoked }: Json) => revoked)).toBe(true);
  });

  test("is refused to the only administrator until there is another one", async () => {
    const boss = person(rig);
    await boss.signIn(admin.email, admin.password);
    await boss.get("/account/delete");
    expect(boss.text()).toContain("You are the only administrator of this server, so your account stays.");
    expect(boss.buttons()).not.toContain("Delete my account");
    const { headers } = await post(boss, "/account/deletion", { password: admin.password }, new URL(rig.url));
    expect(headers.location).toContain("problem=last_admin");

    const people = await Promise.all([somebody(rig, "Ann"), somebody(rig, "Bob")]);
    for (const { email } of people)
      await rig.query(`UPDATE users SET role = 'admin' WHERE email = '${email}'`);
    await rig.query(`UPDATE users SET role = 'user' WHERE email = '${admin.email}'`);
    // Both at once: one of them has to stay.
    const answers = await Promise.all(
      people.map((each) => post(each, "/account/deletion", { password }, new URL(rig.url))),
    );
    expect(answers.filter(({ headers: { location } }) => location?.includes("account_deleted"))).toHaveLength(
      1,
    );
    expect(await countOf("users", "role = 'admin'")).toBe(1);
    await rig.query(`UPDATE users SET role = 'admin' WHERE email = '${admin.email}'`);
  });

  test("is told in an address that nobody can bend into a lie about other sites", async () => {
    const visitor = person(rig);
    await visitor.get(
      "/sign-in?done=account_deleted&disconnected=-3&byHand=https://evil.example,__proto__,constructor,gist&revoked[]=x",
    );
    expect(visitor.text()).not.toContain("evil.example");
    expect(visitor.page().querySelectorAll("[href*=evil]")).toEqual([]);
    expect(visitor.links().filter((name) => name.startsWith("Remove"))).toHaveLength(1);
  });
});
