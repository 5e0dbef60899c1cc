import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver } from "../../scripts/lib/receiver.mjs";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import { flows, hours, link, post, row, sharedRig, somebody, until } from "./fixtures.ts";

/** What is kept for a time only: there until its time is over, gone afterwards. The clock only goes forward. */

const rig = sharedRig();
const days = (count: number) => hours(24 * count);
const [DELIVERIES, EVENTS, BULK] = [10, 20, 30];
/** What each table held on the first day. */
const first = new Map<string, string[]>();
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let startedAt: number;
let connection: string;
let job: string;

const chief = async (): Promise<Person> => {
  const visitor = person(rig);
  await visitor.signIn(admin.email, admin.password);
  return visitor;
};
const columns = { events: "id", messages: "id", deliveries: "id", bulk_jobs: "id", bulk_items: "job_id" };
type Table = keyof typeof columns;
const idsIn = async (table: Table) =>
  (await rig.query(`SELECT ${columns[table]} AS id FROM ${table}`)).map(({ id }) => String(id));

beforeAll(async () => {
  const ada = await chief();
  const saved = { keepDeliveriesDays: String(DELIVERIES), keepEventsDays: String(EVENTS) };
  const { headers } = await post(ada, "/admin/settings/change", saved, new URL(rig.url));
  expect(headers.location).toContain("done=changed");
  receiver = await startReceiver();
  await ada.get("/admin/webhooks");
  await ada.submit("Add endpoint", { Address: receiver.url, Name: "Billing" });
  connection = await link(rig, await somebody(rig), flows.gist);
  await until("the link is told", async () => receiver.taken.length > 0);
  await ada.get("/admin/connections");
  await ada.submit(/^All [\d,]+ there are$/, { "What to do": "Test" });
  await ada.submit("Test");
  job = ada.path();
  await until("the bulk action is over", async () => {
    await ada.get(job);
    return ada.saying("status").includes("Finished");
  });
  await until("everything is delivered", async () => {
    await rig.sweep();
    const open = await rig.query("SELECT id FROM deliveries WHERE ended_at IS NULL");
    const due = await rig.query("SELECT id FROM messages WHERE due_at IS NOT NULL");
    return open.length + due.length === 0;
  });
  for (const table of Object.keys(columns) as Table[]) {
    first.set(table, await idsIn(table));
    expect(first.get(table), table).not.toEqual([]);
  }
  startedAt = Date.now() + rig.clock.offset();
});
afterAll(() => receiver?.close());

/** Moves the clock to an hour before or after so many days, and lets the sweep come round. */
async function at(day: number, side: "before" | "after") {
  const target = startedAt + days(day) + (side === "before" ? -hours(1) : hours(1));
  await rig.clock.advance(target - Date.now() - rig.clock.offset());
  await rig.sweep();
}

/** How much of what was there on the first day is left. */
async function left(table: Table): Promise<"all" | "some" | "nothing"> {
  const present = new Set(await idsIn(table));
  const kept = (first.get(table) ?? []).filter((id) => present.has(id));
  if (kept.length === 0) return "nothing";
  return kept.length === first.get(table)?.length ? "all" : "some";
}

test("webhook deliveries and what they told stay as long as the settings say, and no longer", async () => {
  await at(DELIVERIES, "before");
  expect([await left("deliveries"), await left("messages")]).toEqual(["all", "all"]);
  await at(DELIVERIES, "after");
  expect([await left("deliveries"), await left("messages")]).toEqual(["nothing", "nothing"]);
  expect(await left("events")).toBe("all");
});

test("what happened to a connection stays as long as the settings say; the connection stays for good", async () => {
  await at(EVENTS, "before");
  expect(await left("events")).toBe("all");
  await at(EVENTS, "after");
  expect(await left("events")).toBe("nothing");
  expect(await row(rig, connection)).toMatchObject({ status: "active" });
  const linked = "SELECT action FROM audit_entries WHERE action = 'connection.linked'";
  expect(await rig.query(linked), "the log goes by its own setting").toHaveLength(1);
});

test("a bulk action can be looked at for thirty days; that it was done stays in the log", async () => {
  await at(BULK, "before");
  expect([await left("bulk_jobs"), await left("bulk_items")]).toEqual(["all", "all"]);
  const ada = await chief();
  expect((await ada.get(job)).status).toBe(200);
  await at(BULK, "after");
  expect([await left("bulk_jobs"), await left("bulk_items")]).toEqual(["nothing", "nothing"]);
  expect((await ada.get(job)).status).toBe(404);
  await ada.get("/admin/connections");
  expect(ada.text()).not.toContain("Done to many at once");
  expect(await rig.query("SELECT action FROM audit_entries WHERE action = 'bulk.started'")).toHaveLength(1);
});
