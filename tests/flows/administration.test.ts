import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  clearDesk,
  flows,
  hours,
  type Json,
  link,
  password,
  post,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** What administrators do about people: invite, change, shut out, delete; and what they may not. */

const rig = sharedRig();
const DAY_MS = 24 * 3_600_000;
let boss: Person;

const signedInAdmin = async (url = rig.url) => {
  const visitor = person({ url });
  await visitor.signIn(admin.email, admin.password);
  return visitor;
};

beforeAll(async () => {
  boss = await signedInAdmin();
});
beforeEach(async () => {
  await clearDesk(rig);
  for (const table of ["invitations", "letters"]) await rig.query(`DELETE FROM ${table}`);
});

/** What the page says, on one line. */
const words = (visitor: Person) =>
  visitor
    .text()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;])/g, "$1");
const home = () => new URL(rig.url);
const idOf = async (email: string) =>
  String((await rig.query(`SELECT id FROM users WHERE email = '${email}'`))[0]?.id);
const stored = async (id: string): Promise<Json> =>
  (await rig.query(`SELECT * FROM users WHERE id = '${id}'`))[0];
const audited = async (action: string): Promise<Json> =>
  (
    await rig.query(`SELECT * FROM audit_entries WHERE action = '${action}' ORDER BY sequence DESC LIMIT 1`)
  )[0];
const isIn = async (visitor: Person) => (await visitor.get("/connections")).url.pathname === "/connections";
/** Where a post led, with the code of the problem or of what was done. */
const outcome = async (visitor: Person, path: string, form: Record<string, string> = {}) => {
  const { status, headers } = await post(visitor, path, form, home());
  const to = new URL(headers.location ?? "/", rig.url);
  return to.searchParams.get("problem") ?? to.searchParams.get("done") ?? `${status} ${to.pathname}`;
};

/** Invites by a link; answers the link. */
async function linkFor(form: { email?: string; role?: string }, by = boss) {
  await by.get("/admin/people/invite");
  await by.submit("Invite", {
    Email: form.email ?? "",
    [form.role === "admin" ? "Administrator" : "User"]: true,
    "I pass the link on myself": true,
  });
  expect(by.path()).toBe("/admin/people");
  return linkIn(by);
}

function linkIn(visitor: Person): string {
  const [found] = /http:\/\/localhost:\d+\/invitation#[\w-]{43}/.exec(visitor.text()) ?? [];
  if (found === undefined) throw new Error(`There is no link on the page:\n${visitor.text()}`);
  return found;
}

async function open(link: string, visitor = person(rig)) {
  await visitor.get("/invitation");
  await visitor.submit("Open", { "Your link": link });
  return visitor;
}

const fresh = () => `${randomUUID()}@example.com`;

describe("an invitation", () => {
  test("makes an account of the role and for the email that it names, once", async () => {
    const email = fresh();
    const link = await linkFor({ email, role: "admin" });
    expect(words(boss)).toContain(email);
    expect(await audited("invitation.created")).toMatchObject({ actor_name: "admin", target_name: email });
    const guest = await open(link);
    expect(guest.path()).toBe("/invitation");
    expect(guest.url().search).toBe("");
    await guest.submit("Make my account", { "Your name": "Ina Invited", Password: password });
    expect(guest.path()).toBe("/sign-in");
    await guest.submit("Sign in", { Password: password });
    expect(await isIn(guest)).toBe(true);
    expect(await stored(await idOf(email))).toMatchObject({ role: "admin", name: "Ina Invited" });
    expect(await audited("invitation.used")).toMatchObject({
      actor_kind: "person",
      actor_name: "Ina Invited",
    });

    const again = await open(link);
    expect(words(again)).toContain("This link is over");
    await rig.query(`UPDATE users SET role = 'user' WHERE email = '${email}'`);
  });

  test("is in no log, in no address, and in the database as a hash only", async () => {
    const link = await linkFor({ email: fresh() });
    const token = link.split("#")[1] ?? "";
    const guest = await open(link);
    for (const { url, headers } of guest.trail()) {
      expect(url.href).not.toContain(token);
      expect(headers.location ?? "").not.toContain(token);
    }
    expect(guest.html()).not.toContain(token);
    expect(rig.logs()).not.toContain(token);
    expect(JSON.stringify(await rig.query("SELECT * FROM invitations"))).not.toContain(token);
    expect(JSON.stringify(await rig.query("SELECT * FROM audit_entries"))).not.toContain(token);
  });

  test("is shown once and never again", async () => {
    const link = await linkFor({});
    await boss.get("/admin/people");
    expect(words(boss)).not.toContain(link);
  });

  test("for nobody in particular asks for the email, and a taken one is not taken over", async () => {
    const taken = await somebody(rig, "Tia Taken");
    const link = await linkFor({});
    const guest = await open(link);
    await guest.submit("Make my account", { "Your name": "Ned", Email: taken.email, Password: password });
    expect(words(guest)).toContain("has an account here already");
    const email = fresh();
    await guest.submit("Make my account", { "Your name": "Ned", Email: email, Password: "too short" });
    expect(words(guest)).toContain("at least twelve characters");
    await guest.submit("Make my account", { "Your name": "Ned", Email: email, Password: password });
    expect((await stored(await idOf(email))).role).toBe("user");
  });

  test("cannot be turned into another role or email by what is posted", async () => {
    const email = fresh();
    const guest = await open(await linkFor({ email }));
    const evil = fresh();
    await post(guest, "/invitation/acceptance", {
      name: "Eve",
      email: evil,
      password,
      role: "admin",
    });
    expect(await rig.query(`SELECT email, role FROM users WHERE email IN ('${email}', '${evil}')`)).toEqual([
      { email, role: "user" },
    ]);
  });

  test("is used by one of many who come at the same moment", async () => {
    const guest = await open(await linkFor({}));
    const before = (await rig.query("SELECT id FROM users")).length;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        outcome(guest, "/invitation/acceptance", { name: `N${index}`, email: fresh(), password }),
      ),
    );
    expect(answers.filter((each) => each === "invitation_used")).toHaveLength(1);
    expect(answers.filter((each) => each === "invitation_over")).toHaveLength(7);
    expect((await rig.query("SELECT id FROM users")).length).toBe(before + 1);
  });

  test("is over after seven days", async () => {
    const link = await linkFor({ email: fresh() });
    await rig.clock.advance(7 * DAY_MS - 60_000);
    const guest = await open(link);
    expect(guest.buttons()).toContain("Make my account");
    await rig.clock.advance(120_000);
    await guest.submit("Make my account", { "Your name": "Late", Password: password });
    expect(words(guest)).toContain("This link is over");
    expect(words(await open(link))).toContain("This link is over");
    boss = await signedInAdmin();
  });

  test("that is withdrawn is worth nothing at once, for whoever has it open too", async () => {
    const email = fresh();
    const link = await linkFor({ email });
    const guest = await open(link);
    await boss.get("/admin/people");
    await boss.submit(`Withdraw the invitation of ${email}`);
    expect(words(boss)).toContain("The invitation is withdrawn");
    expect(await audited("invitation.withdrawn")).toMatchObject({ actor_name: "admin", target_name: email });
    await guest.submit("Make my account", { "Your name": "Late", Password: password });
    expect(words(guest)).toContain("This link is over");
    expect(await idOf(email)).toBe("undefined");
    const [{ id } = { id: "" }] = await rig.query("SELECT id FROM invitations");
    expect(await outcome(boss, `/admin/people/invitations/${id}/withdrawal`)).toBe("invitation_over");
  });

  test("takes the place of an earlier one for the same email", async () => {
    const email = fresh();
    const first = await linkFor({ email });
    const second = await linkFor({ email });
    expect(words(await open(first))).toContain("This link is over");
    expect((await open(second)).buttons()).toContain("Make my account");
  });

  test("goes by email into the outbox, sealed where it is kept, and its maker never sees the link", async () => {
    const email = fresh();
    await boss.get("/admin/people/invite");
    await boss.submit("Invite", { Email: email, "By email": true });
    expect(words(boss)).toContain("The invitation is on its way");
    const [letter] = await rig.query("SELECT * FROM letters");
    expect(letter).toMatchObject({ address: email, subject: "You are invited to Patchbay" });
    expect(letter?.sealed_text).toMatch(/^v1\./);
    await boss.get("/account/outbox");
    expect(words(boss)).toContain(`To ${email}`);
    const guest = await open(linkIn(boss));
    await guest.submit("Make my account", { "Your name": "Mae Mailed", Password: password });
    expect(await idOf(email)).not.toBe("undefined");
    // A person sees letters to themself only.
    const other = await somebody(rig);
    await other.get("/account/outbox");
    expect(words(other)).not.toContain(email);
  });

  test.each([
    ["no email address", { email: "nobody", role: "user", by: "link" }, "invalid_input"],
    ["no address for an email", { email: "", role: "user", by: "mail" }, "invalid_input"],
    ["no such role", { email: "", role: "king", by: "link" }, "invalid_input"],
    ["somebody who is here", { email: admin.email, role: "user", by: "link" }, "email_taken"],
  ])("is not made for %s", async (_, form, code) => {
    expect(await outcome(boss, "/admin/people/invitations", form)).toBe(code);
    expect(await rig.query("SELECT id FROM invitations")).toEqual([]);
  });
});

describe("a link whose maker administers no more", () => {
  /** A second administrator, who has made a link of each kind, and somebody who has one of them open. */
  async function linksOfAnother() {
    const who = await somebody(rig, "Uli Untrusted");
    const id = await idOf(who.email);
    expect(await outcome(boss, `/admin/people/${id}/role`, { role: "admin" })).toBe("role");
    await who.signIn(who.email, password);
    const target = await somebody(rig, "Tia Target");
    const targetId = await idOf(target.email);
    const links = {
      admin: await linkFor({ email: fresh(), role: "admin" }, who),
      user: await linkFor({}, who),
      reset: await (async () => {
        await who.get(`/admin/people/${targetId}`);
        await who.submit("Make a link");
        return linkIn(who);
      })(),
    };
    const early = { user: await open(links.user), reset: await open(links.reset) };
    expect(early.user.buttons()).toContain("Make my account");
    return { id, links, early, target };
  }
  const sentence = "Whoever made this link no longer administers this server";

  test.each([
    ["is a user now", (id: string) => outcome(boss, `/admin/people/${id}/role`, { role: "user" })],
    ["is disabled", (id: string) => outcome(boss, `/admin/people/${id}/state`, { to: "disabled" })],
    ["is deleted", (id: string) => outcome(boss, `/admin/people/${id}/deletion`)],
  ])("who %s: it is refused with a reason, for whoever has it open too", async (_, happens) => {
    const { id, links, early, target } = await linksOfAnother();
    await happens(id);
    const people = (await rig.query("SELECT id FROM users")).length;
    for (const link of Object.values(links)) {
      const guest = await open(link);
      expect(words(guest)).toContain(sentence);
      expect(guest.buttons()).not.toContain("Make my account");
    }
    const joining = { "Your name": "Ulla", Email: fresh(), Password: password };
    await early.user.submit("Make my account", joining);
    await early.reset.submit("Set the password", { "New password": "another long password" });
    for (const guest of Object.values(early)) expect(words(guest)).toContain(sentence);
    expect(await rig.query("SELECT id FROM users")).toHaveLength(people);
    expect(await rig.query("SELECT id FROM invitations WHERE used_at IS NOT NULL")).toEqual([]);
    expect(await isIn(target), "a new password would have ended this").toBe(true);
    await boss.get("/admin/people");
    expect(words(boss)).toContain("Not good any more: whoever made it no longer administers.");
  });

  test("is good again when they do once more", async () => {
    const { id, links } = await linksOfAnother();
    await outcome(boss, `/admin/people/${id}/role`, { role: "user" });
    await outcome(boss, `/admin/people/${id}/role`, { role: "admin" });
    expect((await open(links.admin)).buttons()).toContain("Make my account");
    await outcome(boss, `/admin/people/${id}/role`, { role: "user" });
  });
});

describe("a link for a new password", () => {
  test("sets it once and ends every session; only the new one signs in", async () => {
    const who = await somebody(rig, "Rae Reset");
    const id = await idOf(who.email);
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Make a link");
    const link = linkIn(boss);
    expect(await audited("reset.created")).toMatchObject({ target_id: id, actor_name: "admin" });
    expect(await isIn(who)).toBe(true);
    const there = await open(link);
    const next = "another long password";
    await there.submit("Set the password", { "New password": next });
    expect(there.path()).toBe("/sign-in");
    expect(await isIn(who)).toBe(false);
    await who.signIn(who.email, password);
    expect(who.path()).toBe("/sign-in");
    await who.signIn(who.email, next);
    expect(who.path()).toBe("/connections");
    expect(words(await open(link))).toContain("This link is over");
    expect(await audited("reset.used")).toMatchObject({ target_id: id, actor_id: id });
  });

  test("ends after a day, with the next one, and when they are disabled", async () => {
    const who = await somebody(rig);
    const id = await idOf(who.email);
    const make = async () => {
      await boss.get(`/admin/people/${id}`);
      await boss.submit("Make a link");
      return linkIn(boss);
    };
    const first = await make();
    const second = await make();
    expect(words(await open(first))).toContain("This link is over");
    const there = await open(second);
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Disable");
    await there.submit("Set the password", { "New password": "another long password" });
    expect(words(there)).toContain("This link is over");
    expect(await outcome(boss, `/admin/people/${id}/reset`, { by: "link" })).toBe("invalid_input");
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Enable");
    const third = await make();
    await rig.clock.advance(DAY_MS + 1_000);
    expect(words(await open(third))).toContain("This link is over");
    await who.signIn(who.email, password);
    expect(who.path()).toBe("/connections");
  });
});

describe("what is changed about somebody", () => {
  test("role: works at once, is audited, and they sign in anew", async () => {
    const who = await somebody(rig, "Pia Promoted");
    const id = await idOf(who.email);
    expect((await who.get("/admin/people")).status).toBe(404);
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Make an administrator");
    expect(await audited("user.role_changed")).toMatchObject({
      target_id: id,
      actor_name: "admin",
      data: JSON.stringify({ from: "user", to: "admin" }),
    });
    expect(await isIn(who)).toBe(false);
    await who.signIn(who.email, password);
    expect((await who.get("/admin/people")).status).toBe(200);
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Make a user");
    await who.signIn(who.email, password);
    expect((await who.get("/admin/people")).status).toBe(404);
  });

  test("shut out: every session ends, in every process within a second; let in again", async () => {
    const who = await somebody(rig, "Dov Disabled");
    const id = await idOf(who.email);
    const other = await rig.another();
    const there = person(other);
    there.jar.store(new URL(other.url), [`patchbay-session=${who.jar.get("patchbay-session")}; Path=/`]);
    expect((await there.get("/connections")).url.pathname).toBe("/connections");
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Disable");
    expect(words(boss)).toContain("They are shut out");
    await until(
      "it is known there",
      async () => (await there.get("/connections")).url.pathname === "/sign-in",
      1_000,
    );
    await who.signIn(who.email, password);
    expect(who.path()).toBe("/sign-in");
    expect(await audited("user.disabled")).toMatchObject({ target_id: id });
    await boss.get(`/admin/people/${id}`);
    await boss.submit("Enable");
    expect(await audited("user.enabled")).toMatchObject({ target_id: id });
    await who.signIn(who.email, password);
    expect(who.path()).toBe("/connections");
    await other.kill();
  });

  test("sessions: one is ended, then all", async () => {
    const who = await somebody(rig, "Sol Sessions");
    const id = await idOf(who.email);
    const there = person(rig);
    await there.signIn(who.email, password);
    await boss.get(`/admin/people/${id}`);
    const ends = boss
      .page()
      .querySelectorAll("form")
      .filter((form) => /sessions\/[^/]+\/end$/.test(form.getAttribute("action") ?? ""));
    expect(ends).toHaveLength(2);
    expect(await outcome(boss, ends[0]?.getAttribute("action") ?? "")).toBe("session");
    expect([await isIn(who), await isIn(there)].filter(Boolean)).toHaveLength(1);
    expect(await outcome(boss, `/admin/people/${id}/sessions/end`)).toBe("sessions");
    expect([await isIn(who), await isIn(there)]).toEqual([false, false]);
    expect(await audited("session.ended")).toMatchObject({ target_id: id });
  });

  test("deleted: their keys are erased, the vendor is told, and they are gone", async () => {
    const who = await somebody(rig, "Del Deleted");
    const id = await idOf(who.email);
    await link(rig, who, flows.wistia);
    await boss.get(`/admin/people/${id}`);
    expect(words(boss)).toContain("1 connection");
    await boss.submit("Delete for good");
    expect(words(boss)).toContain("They are deleted");
    expect(await rig.query(`SELECT id FROM users WHERE id = '${id}'`)).toEqual([]);
    expect(await rig.query("SELECT id FROM connections")).toEqual([]);
    expect(await audited("user.deleted")).toMatchObject({
      target_id: id,
      data: JSON.stringify({ disconnected: 1 }),
    });
    expect(await audited("connection.disconnected")).toMatchObject({ actor_name: "admin" });
    expect(await isIn(who)).toBe(false);
    expect((await boss.get(`/admin/people/${id}`)).status).toBe(404);
  });
});

describe("the last administrator", () => {
  test("cannot be made a user, disabled or deleted", async () => {
    const id = await idOf(admin.email);
    expect(await outcome(boss, `/admin/people/${id}/role`, { role: "user" })).toBe("last_admin");
    expect(await outcome(boss, `/admin/people/${id}/state`, { to: "disabled" })).toBe("last_admin");
    expect(await outcome(boss, `/admin/people/${id}/deletion`)).toBe("invalid_input");
    expect(await stored(id)).toMatchObject({ role: "admin", disabled_at: null });
    expect(await isIn(boss)).toBe(true);
  });

  test.each([
    ["made users", (id: string) => [`/admin/people/${id}/role`, { role: "user" }] as const],
    ["disabled", (id: string) => [`/admin/people/${id}/state`, { to: "disabled" }] as const],
    ["deleted", (id: string) => [`/admin/people/${id}/deletion`, {}] as const],
  ])("is left over when administrators are %s by each other at the same moment", async (_, act) => {
    for (let round = 0; round < 5; round++) {
      const others = await Promise.all([somebody(rig, "One"), somebody(rig, "Two"), somebody(rig, "Three")]);
      const ids = await Promise.all(others.map(({ email }) => idOf(email)));
      const list = ids.map((id) => `'${id}'`).join();
      const kept = await idOf(admin.email);
      await rig.query(`UPDATE users SET role = 'admin' WHERE id IN (${list})`);
      await rig.query(`UPDATE users SET role = 'user' WHERE id = '${kept}'`);
      // Each is struck by the next one of the circle.
      await Promise.all(
        others.map((who, index) => {
          const [path, form] = act(ids[(index + 1) % 3] ?? "");
          return post(who, path, form, home());
        }),
      );
      const left = await rig.query("SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL");
      expect(left.length).toBeGreaterThan(0);
      await rig.query(`UPDATE users SET role = 'user', disabled_at = NULL WHERE id IN (${list})`);
      await rig.query(`UPDATE users SET role = 'admin' WHERE id = '${kept}'`);
    }
    boss = await signedInAdmin();
  });
});

describe("a customer of the host application", () => {
  async function customer() {
    const id = randomUUID();
    const now = rig.engine === "postgres" ? "now()" : String(Date.now());
    const no = rig.engine === "postgres" ? "false" : "0";
    const key = `cus_${id.slice(0, 6)}`;
    await rig.query(
      `INSERT INTO users (id, email, name, role, customer_id, mails_needs_you, mails_ending, created_at)
       VALUES ('${id}', '${id}@customers.invalid', 'Corner Shop', 'user', '${key}', ${no}, ${no}, ${now})`,
    );
    return { id, key };
  }

  test("is shown as what they are, found by the host's id and never by the made-up address", async () => {
    const { id, key } = await customer();
    await boss.get(`/admin/people?q=${key}`);
    expect(words(boss)).toContain(`Customer ${key} of the host application, no sign-in here`);
    expect(boss.html()).not.toContain(".invalid");
    await boss.get(`/admin/people?q=${id.slice(0, 12)}`);
    expect(words(boss)).toContain("Nobody fits that");
    await boss.get(`/admin/people/${id}`);
    expect(boss.html()).not.toContain(".invalid");
    expect(boss.buttons()).not.toContain("Make an administrator");
    await boss.get("/admin/people?state=customer");
    expect(words(boss)).toContain(key);
  });

  test("cannot be made an administrator, reset or disabled; but deleted they can be", async () => {
    const { id } = await customer();
    for (const [path, form] of [
      ["role", { role: "admin" }],
      ["state", { to: "disabled" }],
      ["reset", { by: "link" }],
    ] as const)
      expect(await outcome(boss, `/admin/people/${id}/${path}`, form)).toBe("not_a_person");
    expect(await stored(id)).toMatchObject({ role: "user", disabled_at: null, password_hash: null });
    expect(await rig.query("SELECT id FROM invitations")).toEqual([]);
    expect(await outcome(boss, `/admin/people/${id}/deletion`)).toBe("deleted");
  });
});

test("somebody demoted while their page was open changes nothing any more", async () => {
  const who = await somebody(rig, "Fay Former");
  const victim = await somebody(rig, "Vic");
  await rig.query(`UPDATE users SET role = 'admin' WHERE email = '${who.email}'`);
  await who.get(`/admin/people/${await idOf(victim.email)}`);
  await rig.query(`UPDATE users SET role = 'user' WHERE email = '${who.email}'`);
  await who.submit("Disable");
  expect(await stored(await idOf(victim.email))).toMatchObject({ disabled_at: null });
});

test("two thousand people are listed page by page, each of them once, and found by a part of a name", async () => {
  const at = (index: number) =>
    rig.engine === "postgres"
      ? `now() - interval '${index % 7} hours'`
      : String(Date.now() - (index % 7) * hours(1));
  const flag = rig.engine === "postgres" ? "true" : "1";
  for (let from = 0; from < 2_000; from += 500) {
    const rows = Array.from({ length: 500 }, (_, offset) => {
      const index = from + offset;
      return `('${randomUUID()}', 'crowd-${index}@example.com', 'Crowd 100%_${index}', 'user', ${flag}, ${flag}, ${at(index)})`;
    });
    await rig.query(
      `INSERT INTO users (id, email, name, role, mails_needs_you, mails_ending, created_at) VALUES ${rows.join()}`,
    );
  }
  const seen = new Set<string>();
  const took: number[] = [];
  await boss.get("/admin/people?q=crowd");
  for (let page = 0; page < 60; page++) {
    const rows = boss.page().querySelectorAll("main a[href^='/admin/people/']");
    for (const row of rows) {
      const href = row.getAttribute("href") ?? "";
      if (!/[0-9a-f-]{36}$/.test(href)) continue;
      expect(seen.has(href)).toBe(false);
      seen.add(href);
    }
    if (!boss.links().includes("Next")) break;
    await boss.click("Next");
    took.push(boss.answer().endedAt - boss.answer().startedAt);
  }
  expect(seen.size).toBe(2_000);
  const p95 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0;
  console.info(
    `people: ${took.length} pages, median ${took[Math.floor(took.length / 2)]?.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
  );
  await boss.get("/admin/people?q=100%25_1999");
  expect(words(boss)).toContain("1 person fit");
  await boss.get(`/admin/people?q=${encodeURIComponent("100_")}`);
  expect(words(boss)).toContain("Nobody fits that");
  await rig.query("DELETE FROM users WHERE email LIKE 'crowd-%'");
});
