import { beforeEach, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  clearDesk,
  clearFaults,
  fault,
  flows,
  hours,
  type Json,
  link,
  minutes,
  post,
  sharedRig,
  somebody,
} from "./fixtures.ts";

/** Alerts: who is told of what, once, when it rises and when it is over, and not in their quiet hours. */

const rig = sharedRig();
let boss: Person;
let who: Awaited<ReturnType<typeof somebody>>;

beforeEach(async () => {
  await clearFaults(rig);
  await clearDesk(rig);
  for (const table of ["alert_rules", "alerts", "letters", "messages", "incidents", "tallies", "api_keys"])
    await rig.query(`DELETE FROM ${table}`);
  boss = person(rig);
  await boss.signIn(admin.email, admin.password);
  who = await somebody(rig);
});

/** What the page says, on one line. */
const words = (visitor: Person) =>
  visitor
    .text()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;])/g, "$1");
const home = () => new URL(rig.url);
const letters = async () =>
  (await rig.query("SELECT address, subject FROM letters ORDER BY created_at, subject")).map(
    ({ address, subject }) => `${address}: ${subject}`,
  );
const messages = async (): Promise<Json[]> =>
  (await rig.query("SELECT type, payload FROM messages WHERE type LIKE 'alert.%' ORDER BY position")).map(
    ({ type, payload }) => ({
      type,
      ...(typeof payload === "string" ? JSON.parse(payload) : (payload as object)),
    }),
  );
const alerts = (): Promise<Json[]> => rig.query("SELECT * FROM alerts ORDER BY raised_at");
const now = () => new Date(Date.now() + rig.clock.offset());
/** "hh:mm" by UTC, some minutes from now. */
const clockIn = (ms: number) => new Date(now().getTime() + ms).toISOString().slice(11, 16);

const rule = async (form: Record<string, string>) => {
  const { headers } = await post(
    boss,
    "/admin/alerts/rules",
    { provider: "", mailTo: "ops@example.com", tellWebhooks: "yes", zone: "UTC", ...form },
    home(),
  );
  return new URL(headers.location ?? "", rig.url).searchParams;
};

/** A connection that its vendor no longer knows, found out by a test. */
async function needy(account: string) {
  const id = await link(rig, who, flows.wistia, account);
  await rig.emulator.control("POST", "wistia/revoke", { person: flows.wistia.person });
  await who.get(`/connections/${id}`);
  await who.submit("Test now");
  return id;
}

/** An incident that all processes know of. */
const openIncident = async (kind = "outage") => {
  const at = rig.engine === "postgres" ? `'${now().toISOString()}'` : String(now().getTime());
  await rig.query(
    `INSERT INTO incidents (id, provider, kind, open_key, code, endpoint, failures, affected, opened_at, last_failed_at)
     VALUES ('i1', 'wistia', '${kind}', 'wistia ${kind}', 'provider_unreachable', 'api.wistia.com/x', 5, 0, ${at}, ${at})`,
  );
};
const closeIncident = () => rig.query("DELETE FROM incidents");

describe("the rules that are offered with one click", () => {
  test("are made once, however often they are asked for, and are audited", async () => {
    await boss.get("/admin/alerts");
    await boss.submit("Tell me when a vendor is down or 5 connections need people");
    expect(words(boss)).toContain("From now on you are told");
    await post(boss, "/admin/alerts/defaults", {}, home());
    expect(await rig.query("SELECT id, mail_to FROM alert_rules ORDER BY id")).toHaveLength(2);
    expect(
      await rig.query("SELECT sequence FROM audit_entries WHERE action = 'alert_rule.created'"),
    ).toHaveLength(2);
    expect(words(boss)).toContain(admin.email);
  });
});

describe("a vendor's incident", () => {
  test("is told once by email and webhook, and so is its end", async () => {
    await rule({ kind: "vendor_incident" });
    await rig.sweep();
    expect(await letters()).toEqual([]);
    await openIncident();
    for (let turn = 0; turn < 3; turn++) await rig.sweep();
    expect(await letters()).toEqual(["ops@example.com: Wistia is having trouble"]);
    await boss.get("/admin/alerts");
    expect(words(boss)).toContain("Wistia is having trouble.");
    await closeIncident();
    for (let turn = 0; turn < 3; turn++) await rig.sweep();
    expect((await letters()).sort()).toEqual([
      "ops@example.com: Over: Wistia is having trouble",
      "ops@example.com: Wistia is having trouble",
    ]);
    expect((await messages()).map(({ type }) => type)).toEqual(["alert.raised", "alert.recovered"]);
    expect((await messages())[0]?.data).toMatchObject({
      provider: "wistia",
      rule: { kind: "vendor_incident" },
      alert: { sentence: "Wistia is having trouble." },
    });
    await boss.get("/admin/alerts");
    expect(words(boss)).toContain("Nothing is raised. One rule watches.");
  });

  test("is told once where many processes find it at the same moment", async () => {
    const others = await Promise.all([rig.another(), rig.another()]);
    const urls = [rig.url, ...others.map(({ url }) => url)];
    await rule({ kind: "vendor_incident" });
    await openIncident();
    await Promise.all([...urls, ...urls].map((url) => rig.sweep(url)));
    expect(await letters()).toHaveLength(1);
    expect(await messages()).toHaveLength(1);
    await closeIncident();
    await Promise.all([...urls, ...urls].map((url) => rig.sweep(url)));
    expect(await letters()).toHaveLength(2);
    expect(await messages()).toHaveLength(2);
    await Promise.all(others.map(({ kill }) => kill()));
  });

  test("at another vendor is no business of a rule for one", async () => {
    await rule({ kind: "vendor_incident", provider: "gist" });
    await openIncident();
    await rig.sweep();
    expect(await alerts()).toEqual([]);
  });
});

describe("connections that need their people", () => {
  test("are told from the number on, and when there are fewer again", async () => {
    await rule({ kind: "needs_people", threshold: "2" });
    await needy("4101");
    await rig.sweep();
    expect(await letters()).toEqual([]);
    const id = await needy("4102");
    await rig.sweep();
    expect(await letters()).toEqual(["ops@example.com: 2 connections need their people"]);
    await rig.query(`DELETE FROM connections WHERE id = '${id}'`);
    await rig.sweep();
    expect(await letters()).toHaveLength(2);
    expect((await messages()).at(-1)).toMatchObject({ type: "alert.recovered" });
  });
});

test("an alert that is open says how many it is now, and how many it was", async () => {
  await rule({ kind: "needs_people", threshold: "2" });
  const [first] = [await needy("4101"), await needy("4102")];
  await rig.sweep();
  const page = async () => {
    await boss.get("/admin/alerts");
    return words(boss);
  };
  expect(await page()).not.toContain("when it was");
  expect(await page()).toContain("2 connections need their people.");
  const third = await link(rig, who, flows.gist);
  await rig.query(`UPDATE connections SET status = 'needs_reauth', due_at = NULL WHERE id = '${third}'`);
  expect(await page()).toMatch(/3 connections need their people\. Since [^.]*, when it was 2/);
  await rig.query(`DELETE FROM connections WHERE id IN ('${first}', '${third}')`);
  expect(await page()).toMatch(/Fewer connections need their people now\. Was raised [^.]*, when it was 2/);
  await rig.sweep();
  expect(await page()).toContain("Nothing is raised");
});

describe("renewals that fail", () => {
  test("are told from the number on, and when the hours with them are past", async () => {
    await rule({ kind: "renewals_failing", threshold: "3", provider: "wistia" });
    const id = await link(rig, who, flows.wistia);
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 3 });
    for (let turn = 0; turn < 3; turn++) {
      await who.get(`/connections/${id}`);
      await who.submit("Refresh now");
    }
    await rig.sweep();
    expect(await letters()).toEqual(["ops@example.com: 3 renewals at Wistia failed lately"]);
    await rig.clock.advance(hours(2));
    await rig.sweep();
    expect(await letters()).toContain("ops@example.com: Over: 3 renewals at Wistia failed lately");
  });
});

describe("an API key that ends soon", () => {
  const instant = (ms: number) =>
    rig.engine === "postgres"
      ? `'${new Date(now().getTime() + ms).toISOString()}'`
      : String(now().getTime() + ms);
  const key = (id: string, ends: number, replaces = "") =>
    rig.query(
      `INSERT INTO api_keys (id, name, hash, prefix, created_at, expires_at, replaces)
       VALUES ('${id}', 'Key ${id}', '${id}', 'pb_x', ${instant(0)}, ${instant(ends)}, ${replaces === "" ? "NULL" : `'${replaces}'`})`,
    );

  test("is told days before, once for each key, and not once another has taken its place", async () => {
    await rule({ kind: "key_expiring", threshold: "7" });
    await key("a", 6 * hours(24));
    await key("b", 8 * hours(24));
    await rig.sweep();
    expect((await alerts()).map(({ subject }: Json) => subject)).toEqual(["a"]);
    expect((await letters())[0]).toMatch(/The API key “Key a” ends on/);
    await key("c", 90 * hours(24), "a");
    await rig.sweep();
    expect((await letters()).filter((each) => /Over: The API key “Key a”/.test(each))).toHaveLength(1);
  });
});

describe("quiet hours", () => {
  test("hold the email back and tell it when they end; webhooks are told at once", async () => {
    await rule({ kind: "vendor_incident", quietFrom: clockIn(-hours(1)), quietUntil: clockIn(hours(1)) });
    await openIncident();
    await rig.sweep();
    expect(await letters()).toEqual([]);
    expect(await messages()).toHaveLength(1);
    await boss.get("/admin/alerts");
    expect(words(boss)).toContain("the email waits for the end of quiet hours");
    await rig.clock.advance(minutes(50));
    await rig.sweep();
    expect(await letters()).toEqual([]);
    await rig.clock.advance(minutes(15));
    await rig.sweep();
    expect(await letters()).toEqual(["ops@example.com: Wistia is having trouble"]);
  });

  test("tell of what has come and gone in them with one email", async () => {
    await rule({ kind: "vendor_incident", quietFrom: clockIn(-hours(1)), quietUntil: clockIn(hours(1)) });
    await openIncident();
    await rig.sweep();
    await closeIncident();
    await rig.sweep();
    expect(await letters()).toEqual([]);
    await rig.clock.advance(minutes(70));
    await rig.sweep();
    expect(await letters()).toEqual(["ops@example.com: Was, and is over: Wistia is having trouble"]);
    await rig.sweep();
    expect(await letters()).toHaveLength(1);
  });

  test("go by the clock on the wall of their zone", async () => {
    // Nine hours ahead of UTC all year: the same hours of the day are others there.
    const form = { kind: "vendor_incident", quietFrom: clockIn(-hours(1)), quietUntil: clockIn(hours(1)) };
    await rule({ ...form, zone: "Asia/Tokyo" });
    await openIncident();
    await rig.sweep();
    expect(await letters()).toHaveLength(1);
  });
});

describe("a rule", () => {
  test("is tested with a button, quiet hours or not", async () => {
    await rule({ kind: "needs_people", threshold: "5", quietFrom: "00:00", quietUntil: "23:59" });
    await boss.get("/admin/alerts");
    await boss.submit(/^Test the rule/);
    expect(words(boss)).toContain("A test is on its way");
    expect(await letters()).toEqual(["ops@example.com: A test of an alert"]);
    expect(await messages()).toMatchObject([{ type: "alert.raised", data: { test: true } }]);
    expect(await alerts()).toEqual([]);
    expect(await rig.query("SELECT sequence FROM audit_entries WHERE action = 'alert.tested'")).toHaveLength(
      1,
    );
  });

  test("is changed, switched off and removed; switched off it is silent", async () => {
    await rule({ kind: "vendor_incident" });
    await boss.get("/admin/alerts");
    await boss.click(/^Change the rule/);
    await boss.submit("Save", { "Email addresses": "a@example.com b@example.com", "Switched on": true });
    await openIncident();
    await rig.sweep();
    expect(await letters()).toEqual([
      "a@example.com: Wistia is having trouble",
      "b@example.com: Wistia is having trouble",
    ]);
    await boss.click(/^Change the rule/);
    await boss.submit("Save", { "Switched on": false });
    expect(words(boss)).toContain("Switched off");
    await rig.sweep();
    await closeIncident();
    await rig.sweep();
    expect(await letters()).toHaveLength(2);
    await boss.click(/^Change the rule/);
    await boss.submit("Remove the rule");
    expect(await rig.query("SELECT id FROM alert_rules")).toEqual([]);
    for (const action of ["changed", "deleted"])
      expect(
        (await rig.query(`SELECT sequence FROM audit_entries WHERE action = 'alert_rule.${action}'`)).length,
      ).toBeGreaterThan(0);
  });

  test.each([
    ["nobody to tell", { kind: "vendor_incident", mailTo: "", tellWebhooks: "" }],
    ["no address", { kind: "vendor_incident", mailTo: "nobody" }],
    ["no number", { kind: "needs_people", threshold: "many" }],
    ["a number below one", { kind: "needs_people", threshold: "0" }],
    ["no such kind", { kind: "weather" }],
    ["no such vendor", { kind: "vendor_incident", provider: "nobody" }],
    ["half of quiet hours", { kind: "vendor_incident", quietFrom: "22:00" }],
    ["no time of day", { kind: "vendor_incident", quietFrom: "25:00", quietUntil: "07:00" }],
    ["no such zone", { kind: "vendor_incident", zone: "Mars/Olympus" }],
  ])("is not made with %s, and what was typed stays", async (_, form) => {
    const back = await rule(form);
    expect(back.get("problem")).toBe("invalid_input");
    expect(back.get("kind")).toBe(form.kind);
    await boss.get(`/admin/alerts/new?${back}`);
    expect(words(boss)).toContain("Nothing was changed");
    expect(await rig.query("SELECT id FROM alert_rules")).toEqual([]);
  });
});
