import { afterAll, beforeAll, expect, test } from "vitest";
import { listDeliveries } from "#db/deliveries";
import { readAsAdministrator } from "#lib/admin/connection";
import { listEveryone } from "#lib/admin/list";
import { overview } from "#lib/admin/overview";
import { anyone } from "#lib/admin/wish";
import { readAlerts } from "#lib/alerts/rules";
import { readCheck } from "#lib/audit/check";
import { readLog } from "#lib/audit/read";
import { recentBulk } from "#lib/bulk/read";
import { readKeys } from "#lib/keys/status";
import { listPeople, readPerson } from "#lib/people/administration";
import type { Actor } from "#lib/people/sessions";
import { affectedBy, vendorHealth } from "#lib/vendors/health";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { runProgram } from "../rig/program.ts";
import { type Desk, openDesk } from "./desk.ts";
import { newKeys } from "./new-keys.ts";
import { planOf, statementsOf } from "./statements.ts";

/** What is shown to administrators is found by an index wherever there can be very much of it. */

const folder = temporaryFolder();
let desk: Desk;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let chief: Actor;
const ids = { connection: "", user: "", endpoint: "", incident: "", provider: "" };

beforeAll(async () => {
  database = await freshDatabase(testEngine(), folder.path);
  const keys = newKeys();
  const amounts = ["--connections", "200", "--events", "2000", "--audit", "300", "--messages", "200"];
  const env = { ...process.env, DATABASE_URL: database.url, PATCHBAY_KEYS: keys } as Record<string, string>;
  const { code, stderr } = await runProgram(["scripts/seed.ts", ...amounts], env);
  expect(code, stderr).toBe(0);
  desk = await openDesk({ url: database.url, keys });
  chief = { ...(await desk.person("Chief")), role: "admin" };
  const one = async (statement: string) => (await query(database.url, statement))[0] ?? {};
  ids.connection = (await one("SELECT id FROM connections LIMIT 1")).id;
  ids.user = (await one("SELECT id FROM users LIMIT 1")).id;
  ids.endpoint = (await one("SELECT id FROM webhook_endpoints LIMIT 1")).id;
  const incident = await one("SELECT id, provider FROM incidents LIMIT 1");
  Object.assign(ids, { incident: incident.id, provider: incident.provider });
  // What is counted in the background is counted now, and kept.
  await Promise.all([overview(chief), readKeys(chief)]);
  await query(database.url, "UPDATE figures SET took_ms = 1000");
});
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const large = "events|audit_entries|deliveries|messages|connections|mails|sessions|bulk_items";
/** Of which there are more the longer the server runs. */
const growing = "events|audit_entries|deliveries|messages";
/** A list of everyone's looks through this index at worst (decision record 0014), and no other is looked through. */
const walks = /SCAN connections USING COVERING INDEX connections_created/g;

const views: Record<string, () => Promise<unknown>> = {
  overview: () => overview(chief),
  "everyone's connections": () => listEveryone(chief, anyone, null),
  "everyone's connections, far in": () =>
    listEveryone(chief, anyone, { value: "1700000000000", id: "x", way: "after" }),
  "one vendor's connections": () => listEveryone(chief, { ...anyone, vendor: "acme" }, null),
  "connections by name": () => listEveryone(chief, { ...anyone, text: "acme", state: "needs_you" }, null),
  "a connection": () => readAsAdministrator(chief, ids.connection),
  people: () => listPeople(chief, { text: "", role: null, state: null }),
  "a person": () => readPerson(chief, ids.user),
  log: () => readLog(chief, {}, {}),
  "the log, far in": () => readLog(chief, {}, { olderThan: 100 }),
  "the log of somebody": () => readLog(chief, { who: ids.user }, {}),
  "the log of something": () => readLog(chief, { target: ids.connection }, {}),
  "the log of an action": () => readLog(chief, { action: "token.read" }, {}),
  "the log of a day": () => readLog(chief, { from: "2027-01-01", until: "2027-01-02" }, {}),
  "the log by a word": () => readLog(chief, { q: "acme" }, {}),
  "how the log was verified": () => readCheck(chief),
  "a vendor's health": () => vendorHealth(chief, ids.provider, "month"),
  "whom an incident kept waiting": () => affectedBy(chief, ids.provider, ids.incident),
  alerts: () => readAlerts(chief),
  "deliveries of an endpoint": () => listDeliveries({ endpointId: ids.endpoint }, { before: 100, limit: 30 }),
  "sealing keys": () => readKeys(chief),
  "what was done to many": () => recentBulk(chief),
};

test.each(Object.keys(views))("%s: nothing large is read whole, or put in order", async (name) => {
  const sent = await statementsOf(async () => views[name]?.());
  expect(sent.length).toBeGreaterThan(0);
  for (const statement of sent.filter(({ text }) => new RegExp(`^select.*"(${large})"`, "s").test(text))) {
    const plan = (await planOf(database.url, statement, { few: true })).replace(walks, "");
    // The first few along an index are not the whole.
    const first = / limit /.test(statement.text) && !/ where /.test(statement.text);
    if (!first)
      expect(plan, statement.text).not.toMatch(new RegExp(`SCAN (${large})\\b|Seq Scan on (${large})`));
    // What stands in a list of ids is little, and put in order for nothing.
    if (/ limit /.test(statement.text))
      expect(plan, statement.text).not.toMatch(new RegExp(`(${growing}) USING.*TEMP B-TREE FOR ORDER BY`));
  }
});
