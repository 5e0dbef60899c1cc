import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { actions } from "#lib/audit/actions";
import { root } from "../../scripts/lib/root.mjs";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  answerOf,
  api,
  apiKey,
  autopilot,
  clearDesk,
  deliver,
  flows,
  type Json,
  keys,
  link,
  linkWithKey,
  password,
  post,
  sharedRig,
  somebody,
  startLink,
  until,
} from "./fixtures.ts";

/** Everything that changes anything stands in the audit log, and the log can be read, searched, taken along and verified. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let boss: Person;

beforeAll(async () => {
  who = await somebody(rig, "Ann Author");
  boss = person(rig);
  await boss.signIn(admin.email, admin.password);
});

const end = async () => Number((await rig.query("SELECT sequence FROM audit_head"))[0]?.sequence);
const since = (sequence: number): Promise<Json[]> =>
  rig.query(`SELECT * FROM audit_entries WHERE sequence > ${sequence} ORDER BY sequence`);
/** Without reads of tokens, which are written a moment later. */
const entriesOf = async (act: () => Promise<unknown>) => {
  const before = await end();
  await act();
  return (await since(before)).filter(({ action }) => action !== "token.read");
};
const home = () => new URL(rig.url);
const verify = (...more: string[]) => rig.cli("audit", "verify", ...more);

/** A customer of the host application on the page of their session. */
async function customer() {
  const answer = await api(rig, await apiKey(rig), "connect-sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ customerId: randomUUID() }),
  });
  expect(answer.status, answer.text).toBe(201);
  const browser = person(rig);
  const token = new URL(answer.body.url).hash.slice(1);
  await post(browser, "/connect-session/open", { token }, home());
  return { browser, at: `/connect-session/${answer.body.id}` };
}

/* Every address that takes a post, from the file system: one that nobody has thought about here fails. */

const posts = globSync("app/**/route.ts", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\bPOST\b/.test(readFileSync(join(root, file), "utf8")))
  .map((file) => `/${dirname(file)}`.replace(/^\/app/, ""))
  .sort();

type Act = { action: keyof typeof actions; act: () => Promise<unknown> };

/** Done in the tests of its own room; here only that what the address calls writes the entry with the change. */
type Written = { action: keyof typeof actions; by: string; through?: string };

/** What each address leaves in the log when it does what it is for; or why it leaves nothing. */
const listed: Record<string, Act | Written | { nothing: string }> = {
  "/account/appearance": { nothing: "a cookie in one browser" },
  "/account/deletion": {
    action: "user.deleted",
    act: async () => {
      const leaver = await somebody(rig);
      await post(leaver, "/account/deletion", { password });
    },
  },
  "/account/mails": { action: "user.settings_changed", act: () => post(who, "/account/mails", {}) },
  "/account/name": { action: "user.renamed", act: () => post(who, "/account/name", { name: "Ann A." }) },
  "/account/password": {
    action: "user.password_changed",
    act: () => post(who, "/account/password", { current: password, password }),
  },
  "/account/sessions/[id]/end": {
    action: "session.ended",
    act: async () => {
      await person(rig).signIn(who.email, password);
      const [{ id } = { id: "" }] = await rig.query(
        `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = '${who.email}' ORDER BY s.created_at DESC`,
      );
      await post(who, `/account/sessions/${id}/end`);
    },
  },
  "/account/sign-out-everywhere": {
    action: "session.ended",
    act: async () => post(await somebody(rig), "/account/sign-out-everywhere"),
  },
  "/admin/alerts/[id]/change": { action: "alert_rule.changed", by: "alerts/rules" },
  "/admin/alerts/[id]/deletion": { action: "alert_rule.deleted", by: "alerts/rules" },
  "/admin/alerts/[id]/test": { action: "alert.tested", by: "alerts/rules" },
  "/admin/alerts/defaults": { action: "alert_rule.created", by: "alerts/rules" },
  "/admin/alerts/rules": { action: "alert_rule.created", by: "alerts/rules" },
  "/admin/api-keys/[id]/revoke": { action: "api_key.revoked", by: "api/keys" },
  "/admin/api-keys/[id]/rotate": { action: "api_key.rotated", by: "api/keys" },
  "/admin/api-keys/keys": { action: "api_key.created", by: "api/keys" },
  "/admin/connections/[id]/disconnection": {
    action: "connection.disconnected",
    by: "connections/disconnect",
  },
  "/admin/connections/[id]/test": { action: "connection.tested", by: "connections/test-now" },
  "/admin/connections/bulk": { action: "bulk.started", by: "bulk/start" },
  "/admin/connections/bulk/[id]/cancel": { action: "bulk.cancelled", by: "bulk/start" },
  "/admin/connections/export": { action: "connections.exported", by: "admin/export" },
  "/admin/people/[id]/deletion": { action: "user.deleted", by: "people/administration" },
  "/admin/people/[id]/reset": { action: "reset.created", by: "people/invitations" },
  "/admin/people/[id]/role": { action: "user.role_changed", by: "people/administration" },
  "/admin/people/[id]/sessions/[session]/end": { action: "session.ended", by: "people/administration" },
  "/admin/people/[id]/sessions/end": { action: "session.ended", by: "people/administration" },
  "/admin/people/[id]/state": { action: "user.disabled", by: "people/administration" },
  "/admin/people/invitations": { action: "invitation.created", by: "people/invitations" },
  "/admin/people/invitations/[id]/withdrawal": { action: "invitation.withdrawn", by: "people/invitations" },
  "/admin/vendors/[provider]/check": { action: "vendor.checked", by: "vendors/check" },
  "/admin/vendors/[provider]/pause": { action: "vendor.paused", by: "vendors/settings" },
  "/invitation/acceptance": { action: "invitation.used", by: "people/invitations" },
  "/admin/connections/[id]/refresh": { nothing: "the same as /connections/[id]/refresh, which is done here" },
  "/admin/connections/columns": { nothing: "a cookie in one browser" },
  "/invitation/opening": { nothing: "a link is looked at; what comes of it is /invitation/acceptance" },
  "/admin/log/export": {
    action: "audit.exported",
    act: () => post(boss, "/admin/log/export", { format: "csv" }, home()),
  },
  "/admin/log/verification": {
    action: "audit.verified",
    act: async () => {
      await post(boss, "/admin/log/verification", {}, home());
      await until("it is verified", async () => !(await readLogPage()).includes("It is being verified"));
    },
  },
  "/admin/settings/change": {
    action: "setting.changed",
    act: () => post(boss, "/admin/settings/change", { keepEventsDays: "399" }, home()),
  },
  "/admin/settings/rotation": {
    // The embedded key is the only kind that a button can change; the rest is in keys.test.ts.
    ...(rig.engine === "postgres" || process.env.TEST_ENGINE === "postgres"
      ? { nothing: "with one key given there is none to change to" }
      : {
          action: "keys.rotation_started",
          act: () => post(boss, "/admin/settings/rotation", {}, home()),
        }),
  } as Act,
  "/admin/webhooks/[id]/change": { action: "webhook.changed", by: "webhooks/endpoints" },
  "/admin/webhooks/[id]/deletion": { action: "webhook.deleted", by: "webhooks/endpoints" },
  "/admin/webhooks/[id]/deliveries/[delivery]/replay": {
    action: "webhook.replayed",
    by: "webhooks/endpoints",
  },
  "/admin/webhooks/[id]/disable": {
    action: "webhook.disabled",
    by: "webhooks/disable",
    through: "webhooks/endpoints",
  },
  "/admin/webhooks/[id]/enable": { action: "webhook.enabled", by: "webhooks/endpoints" },
  "/admin/webhooks/[id]/replay": { action: "webhook.replayed", by: "webhooks/endpoints" },
  "/admin/webhooks/[id]/secret": { action: "webhook.rotated", by: "webhooks/endpoints" },
  "/admin/webhooks/[id]/test": { action: "webhook.tested", by: "webhooks/endpoints" },
  "/admin/webhooks/endpoints": { action: "webhook.created", by: "webhooks/endpoints" },
  "/api/auth/[...nextauth]": {
    action: "user.signed_in",
    act: () => person(rig).signIn(who.email, password),
  },
  "/api/sweep": { nothing: "what is due is in the log by itself, as Patchbay's" },
  "/api/v1/[...path]": { nothing: "each call has its own line in the tests of the API" },
  "/api/webhooks/[provider]": { nothing: "what follows from a vendor's word is in the log as Patchbay's" },
  "/attempts/[id]/cancel": {
    action: "link.cancelled",
    act: async () => {
      await startLink(rig, who, flows.gist);
      const [{ id } = { id: "" }] = await rig.query(
        "SELECT id FROM link_attempts WHERE outcome = 'waiting' ORDER BY created_at DESC",
      );
      await post(who, `/attempts/${id}/cancel`, {}, home());
    },
  },
  "/attempts/[id]/resume": {
    action: "link.resumed",
    act: async () => {
      await startLink(rig, who, flows.gist);
      const [{ id } = { id: "" }] = await rig.query(
        "SELECT id FROM link_attempts WHERE outcome = 'waiting' ORDER BY created_at DESC",
      );
      for (const verb of ["cancel", "resume"]) await post(who, `/attempts/${id}/${verb}`, {}, home());
    },
  },
  "/connect-session/[id]/attempts/[attempt]/cancel": {
    action: "link.cancelled",
    act: async () => {
      const { browser, at } = await customer();
      await post(browser, `${at}/link/gist`, {}, home());
      const [{ id } = { id: "" }] = await rig.query(
        "SELECT id FROM link_attempts WHERE outcome = 'waiting' ORDER BY created_at DESC",
      );
      await post(browser, `${at}/attempts/${id}/cancel`, {}, home());
    },
  },
  "/connect-session/[id]/disconnection/[connection]": {
    action: "connection.disconnected",
    act: async () => {
      const { browser, at } = await customer();
      const form = { apiKey: keys.acmeSandbox, keep: "yes" };
      const { headers } = await post(browser, `${at}/link/api-video`, form, home());
      const id = new URL(headers.location ?? "", rig.url).searchParams.get("connection");
      await post(browser, `${at}/disconnection/${id}`, {}, home());
    },
  },
  "/connect-session/[id]/end": {
    action: "connect_session.ended",
    act: async () => {
      const { browser, at } = await customer();
      await post(browser, `${at}/end`, {}, home());
    },
  },
  "/connect-session/[id]/link/[provider]": {
    action: "link.begun",
    act: async () => {
      const { browser, at } = await customer();
      await post(browser, `${at}/link/gist`, {}, home());
    },
  },
  "/connect-session/[id]/popup": { nothing: "the same session goes on in a window of its own" },
  "/connect-session/open": { action: "connect_session.opened", act: customer },
  "/connections/[id]/disconnection": {
    action: "connection.disconnected",
    act: async () => post(who, `/connections/${await link(rig, who, flows.wistia)}/disconnection`),
  },
  "/connections/[id]/refresh": {
    action: "connection.renewed",
    act: async () => post(who, `/connections/${await link(rig, who, flows.wistia)}/refresh`),
  },
  "/connections/[id]/rename": {
    action: "connection.renamed",
    act: async () =>
      post(who, `/connections/${await link(rig, who, flows.wistia)}/rename`, { label: "Mine" }),
  },
  "/connections/[id]/test": {
    action: "connection.tested",
    act: async () => post(who, `/connections/${await link(rig, who, flows.wistia)}/test`),
  },
  "/link/[provider]": { action: "link.begun", act: () => startLink(rig, who, flows.wistia) },
  "/set-up/account": { nothing: "shut here; the account it makes is made as /sign-up/account makes one" },
  "/sign-up/account": {
    action: "user.created",
    act: () =>
      post(
        person(rig),
        "/sign-up/account",
        { name: "New", email: `n${Math.random()}@example.com`, password },
        home(),
      ),
  },
};

const readLogPage = async () => (await boss.ask("/admin/log")).body;

test("every address that takes a post is listed with what it leaves in the log", () => {
  expect(Object.keys(listed).sort()).toEqual(posts);
});

test.each(Object.entries(listed).filter(([, row]) => "by" in row))(
  "what a post to %s calls writes its entry in the batch of the change",
  (address, row) => {
    const { action, by, through = by } = row as Written;
    expect(readFileSync(join(root, `app${address}/route.ts`), "utf8")).toContain(`"#lib/${through}"`);
    const code = readFileSync(join(root, `lib/${by}.ts`), "utf8");
    // A connection's event writes the log as `connection.` and its kind.
    const word = action.replace(/^connection\./, "");
    expect(code).toMatch(new RegExp(`"${word}"`));
    expect(code).toMatch(/\b(recorded|event|noted|told)\(/);
  },
);

test.each(Object.entries(listed).filter(([, row]) => "act" in row))(
  "a post to %s leaves its entry, with who it was and from where",
  async (_, row) => {
    const { action, act } = row as Act;
    const found = (await entriesOf(act)).filter((entry) => entry.action === action);
    expect(found.length).toBeGreaterThan(0);
    const [{ actor_kind, actor_id, address, request_id }] = found as [Json];
    expect({ actor_kind, actor_id, address, request_id }).toEqual({
      actor_kind: expect.stringMatching(/^(person|customer)$/),
      actor_id: expect.any(String),
      address: expect.stringMatching(/127\.0\.0\.1|::1/),
      request_id: expect.any(String),
    });
  },
);

describe("what nobody is recognised for", () => {
  test("a sign-in that failed is there, with whose account it was and nothing of what was typed", async () => {
    const found = await entriesOf(async () => {
      for (const email of [who.email, "my-secret-password@example.com"])
        await person(rig).signIn(email, "not the right password");
    });
    expect(found).toMatchObject([
      { action: "user.sign_in_failed", actor_id: null, target_name: "Ann A." },
      { action: "user.sign_in_failed", actor_id: null, target_id: null },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/secret-password|right password/);
    for (const { address } of found) expect(address).toMatch(/127\.0\.0\.1|::1/);
  });

  test("an answer in somebody else's hands burns the attempt, and the log has both", async () => {
    const answer = await answerOf(rig, who, flows.wistia);
    const thief = await somebody(rig, "Tess Thief");
    const [entry] = (await entriesOf(() => deliver(rig, thief, answer))).filter(
      ({ action }) => action === "link.failed",
    );
    expect(entry).toMatchObject({ actor_name: "Tess Thief" });
    const [owner] = await rig.query(`SELECT id FROM users WHERE email = '${who.email}'`);
    expect(JSON.parse(entry.data)).toEqual({
      provider: "wistia",
      code: "link_other_person",
      begunBy: owner?.id,
    });
  });

  test("a vendor's no is there with its reason", async () => {
    await autopilot(rig, flows.wistia, { answer: "deny" });
    const found = await entriesOf(async () => {
      await who.get("/connect/wistia");
      await who.submit("Continue to Wistia");
    });
    expect(found.map(({ action }) => action)).toEqual(["link.begun", "link.failed"]);
    expect(JSON.parse(found[1].data)).toMatchObject({ code: "link_denied" });
  });

  test("signing out is its person's", async () => {
    const leaver = await somebody(rig, "Leo Leaver");
    await leaver.get("/account");
    const found = await entriesOf(() => leaver.submit("Sign out"));
    expect(found).toMatchObject([{ action: "user.signed_out", actor_name: "Leo Leaver" }]);
  });

  test("downloading one's data is there", async () => {
    const found = await entriesOf(() => who.ask("/account/export"));
    expect(found).toMatchObject([{ action: "user.exported", actor_name: "Ann A." }]);
  });

  test("an outage that begins and ends is Patchbay's, and the host application is told", async () => {
    await clearDesk(rig);
    const id = await link(rig, who, flows.wistia);
    const found = await entriesOf(async () => {
      const fault = { vendor: "wistia", kind: "status", status: 503, times: 50 };
      await rig.emulator.control("POST", "faults", fault);
      for (let turn = 0; turn < 6; turn += 1) await post(who, `/connections/${id}/refresh`, {}, home());
      await rig.emulator.control("DELETE", "faults");
      await post(who, `/connections/${id}/refresh`, {}, home());
    });
    const incidents = found.filter(({ action }) => action.startsWith("incident."));
    expect(incidents.map(({ action }) => action)).toEqual(["incident.opened", "incident.closed"]);
    for (const entry of incidents) expect(entry).toMatchObject({ actor_kind: "patchbay", address: null });
    const messages = await rig.query("SELECT type, subject FROM messages WHERE type LIKE 'incident.%'");
    expect(messages).toEqual([
      { type: "incident.opened", subject: "vendor:wistia" },
      { type: "incident.closed", subject: "vendor:wistia" },
    ]);
  });
});

describe("the command line", () => {
  const email = "operated@example.com";
  const cases: [string, string[]][] = [
    ["user.created", ["user", "create", "--email", email, "--password", password, "--role", "user"]],
    ["user.password_changed", ["user", "set-password", "--email", email, "--password", `${password} 2`]],
    ["user.disabled", ["user", "disable", "--email", email]],
    ["user.enabled", ["user", "enable", "--email", email]],
    ["api_key.created", ["api-key", "create", "--name", "of the operator"]],
  ];

  test.each(cases)("%s is the operator's", async (action, words) => {
    const found = await entriesOf(() => rig.cli(...words));
    expect(found).toMatchObject([{ action, actor_kind: "operator", actor_id: null, address: null }]);
    expect(JSON.stringify(found)).not.toContain(password);
  });

  test("revoking a key is, too", async () => {
    const [key] = await rig.query("SELECT id FROM api_keys WHERE name = 'of the operator'");
    const found = await entriesOf(() => rig.cli("api-key", "revoke", "--id", key?.id));
    expect(found).toMatchObject([{ action: "api_key.revoked", target_name: "of the operator" }]);
  });

  test("verifies the log, and one that goes on from a head that was kept", async () => {
    const { stdout } = await rig.cli("audit", "head");
    const head = stdout.trim();
    await post(who, "/account/name", { name: "Ann again" });
    const whole = await verify();
    expect(whole).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^whole: \d+ entries, through \d+ /),
    });
    expect(await verify("--from", head)).toMatchObject({ code: 0 });
    const another = await verify(
      "--from",
      head.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    );
    expect(another.code).toBe(1);
    expect(another.stderr).toContain("does not go on from the head that was kept");
    expect((await verify("--from", "nonsense")).code).toBe(1);
  });

  test("finds an edit behind its back, and says where", async () => {
    const [{ sequence, actor_name }] = (await since((await end()) - 5)) as [Json];
    await rig.query(`UPDATE audit_entries SET actor_name = 'Nobody' WHERE sequence = ${sequence}`);
    const found = await verify();
    expect(found.code).toBe(1);
    expect(found.stderr).toContain(`broken at entry ${sequence.toLocaleString("en")}`);
    const value = actor_name === null ? "NULL" : `'${actor_name}'`;
    await rig.query(`UPDATE audit_entries SET actor_name = ${value} WHERE sequence = ${sequence}`);
    expect((await verify()).code).toBe(0);
  });

  test("writes the log out, line by line", async () => {
    const { stdout } = await rig.cli("audit", "export", "--format", "jsonl");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.at(-1)).toMatchObject({ action: "audit.exported", actor_kind: "operator" });
  });
});

describe("the page", () => {
  test("is for administrators alone, and so is all that it does", async () => {
    for (const path of ["/admin/log", "/admin/settings"]) expect((await who.get(path)).status).toBe(404);
    for (const path of [
      "/admin/log/export",
      "/admin/log/verification",
      "/admin/settings/change",
      "/admin/settings/rotation",
    ]) {
      const found = await entriesOf(async () => {
        const { headers } = await post(who, path, { format: "csv", keepEventsDays: "7" }, home());
        expect([path, headers.location]).toEqual([path, expect.stringContaining("problem=forbidden")]);
      });
      expect(found).toEqual([]);
    }
  });

  test("tells in sentences, newest first, and turns its pages both ways", async () => {
    for (let turn = 0; turn < 60; turn += 1) await post(who, "/account/mails", {}, home());
    await boss.get("/admin/log");
    expect(boss.text().replaceAll(/[\u2068\u2069]/g, "")).toContain(
      "Ann again changed which emails they get.",
    );
    expect(boss.links()).toContain("Older");
    expect(boss.links()).not.toContain("Newer");
    const first = entryNumbers(boss);
    expect(first).toHaveLength(50);
    await boss.click("Older");
    const second = entryNumbers(boss);
    expect(second[0]).toBe((first.at(-1) ?? 0) - 1);
    await boss.click("Newer");
    expect(entryNumbers(boss)).toEqual(first);
  });

  test.each([
    ["an action", "action=user.created", ({ action }: Json) => action === "user.created"],
    ["a group of actions", "action=connection.", ({ action }: Json) => action.startsWith("connection.")],
    ["a part of a name", "who=tess", ({ actor_name }: Json) => actor_name === "Tess Thief"],
    ["a kind of doer", "who=operator", ({ actor_kind }: Json) => actor_kind === "operator"],
    ["a vendor", "vendor=wistia", ({ data }: Json) => JSON.parse(data).provider === "wistia"],
    ["a word anywhere", "q=link_other_person", ({ data }: Json) => data.includes("link_other_person")],
    ["what stands for anything elsewhere", "q=%25", () => false],
    ["a day long ago", "until=2001-01-01", () => false],
  ])("finds by %s, and nothing else", async (_, query, fits) => {
    await boss.get(`/admin/log?${query}`);
    const all = (await since(0)).filter(fits).map(({ sequence }) => Number(sequence));
    expect(entryNumbers(boss)).toEqual(all.reverse().slice(0, 50));
  });

  test("gives what was found as CSV and as JSON lines", async () => {
    const wish = { action: "user.created", format: "csv" };
    const table = await post(boss, "/admin/log/export", wish, home());
    expect(table.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": expect.stringMatching(/^attachment; filename="patchbay-log-.*\.csv"$/),
    });
    const rows = await rig.query(
      "SELECT sequence FROM audit_entries WHERE action = 'user.created' ORDER BY sequence",
    );
    const lines = table.body.trim().split("\n");
    expect(lines[0]).toMatch(/^sequence,at,action,/);
    expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(
      rows.map(({ sequence }) => Number(sequence)),
    );
    const objects = await post(boss, "/admin/log/export", { ...wish, format: "jsonl" }, home());
    expect(
      objects.body
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).action),
    ).toEqual(rows.map(() => "user.created"));
    expect((await post(boss, "/admin/log/export", { format: "exe" }, home())).headers.location).toContain(
      "problem=invalid_input",
    );
  });

  test("a name that a spreadsheet would calculate with is text in the CSV", async () => {
    await post(who, "/account/name", { name: '=HYPERLINK("https://evil.example")' }, home());
    const { body } = await post(boss, "/admin/log/export", { action: "user.renamed", format: "csv" }, home());
    expect(body).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    await post(who, "/account/name", { name: "Ann again" }, home());
  });

  test("verifies in the background, remembers how far, and says when it is broken", async () => {
    const check = async (form = {}) => {
      await post(boss, "/admin/log/verification", form, home());
      return until("it has been verified", async () => {
        await boss.get("/admin/log");
        return boss.text().includes("It is being verified") ? null : boss.text();
      });
    };
    const before = await end();
    expect(await check()).toContain("nothing was changed, dropped or put in");
    // Written when the check has ended, so that the next one has not looked at it yet.
    const sequence = await until("the check itself is in the log", async () => {
      const entries = await since(before);
      return entries.find(({ action }) => action === "audit.verified")?.sequence;
    }).then(Number);
    await rig.query(`UPDATE audit_entries SET action = 'another' WHERE sequence = ${sequence}`);
    const broken = await check();
    expect(broken).toContain(`The log is broken at entry ${sequence.toLocaleString("en")}`);
    await rig.query(`UPDATE audit_entries SET action = 'audit.verified' WHERE sequence = ${sequence}`);
    expect(await check({ whole: "yes" })).toContain("nothing was changed");
  });

  test("takes nobody's word for how far it was verified", async () => {
    await rig.query(
      `UPDATE figures SET value = '{"through":{"sequence":1,"hash":"x"},"verifiedAt":"2020-01-01T00:00:00.000Z","signature":"x","broken":null,"under":null}' WHERE name = 'audit.verified'`,
    );
    await boss.get("/admin/log");
    expect(boss.text()).toContain("was not verified yet");
  });
});

const entryNumbers = (visitor: Person) =>
  [...visitor.text().matchAll(/Entry ([\d,]+)/g)].map(([, number]) => Number(number?.replaceAll(",", "")));

test("the log holds no secret of all that was done here", async () => {
  const key = await apiKey(rig);
  const id = await linkWithKey(who, keys.acmeProduction);
  const { body } = await api(rig, key, `connections/${id}/token`);
  const text = JSON.stringify(await since(0));
  for (const secret of [password, admin.password, keys.acmeProduction, key, body.access_token ?? body.token])
    expect(text).not.toContain(String(secret));
});

test("settings", async () => {
  const change = (form: Record<string, string>) => post(boss, "/admin/settings/change", form, home());
  expect((await change({ signUp: "closed" })).headers.location).toContain("done=changed");
  const stranger = person(rig);
  expect(
    (await until("sign-up is closed", async () => (await stranger.get("/sign-up")).status === 404)) ?? false,
  ).toBe(true);
  expect((await change({ signUp: "open" })).headers.location).toContain("done=changed");
  for (const wrong of [
    { signUp: "perhaps" },
    { keepAuditDays: "0" },
    { keepAuditDays: "ten" },
    { returnAddresses: "javascript:alert(1)" },
    { keepEventsDays: "100", keepDeliveriesDays: "99999" },
  ] as Record<string, string>[]) {
    const found = await entriesOf(async () => {
      const { headers } = await change(wrong);
      expect(headers.location).toContain("problem=invalid_input");
    });
    expect(found).toEqual([]);
  }
  const addresses = "https://app.example.com\nhttps://other.example/done";
  const found = await entriesOf(() => change({ returnAddresses: addresses, keepDeliveriesDays: "30" }));
  expect(found.map(({ target_id, data }) => [target_id, JSON.parse(data)])).toEqual([
    ["returnAddresses", { before: [], after: addresses.split("\n") }],
  ]);
  await boss.get("/admin/settings");
  expect(boss.html()).toContain("https://other.example/done");
});
