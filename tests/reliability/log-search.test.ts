import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditRow } from "#db/audit";
import { type AuditFilter, type AuditOrder, searchAudit } from "#db/audit-search";
import { store } from "#db/store";
import { readLog } from "#lib/audit/read";
import type { Actor } from "#lib/people/sessions";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { type Desk, openDesk } from "./desk.ts";

/** What a search of the log finds step by step, against looking at every entry; and how far one step looks. */

const ENTRIES = 600;
const LOOK_AT = 50;
const LIMIT = 10;
const MINUTE_MS = 60_000;
const APART_MS = 5 * MINUTE_MS;
const LATE_MS = 9 * MINUTE_MS;
const borders = [100, 250];
const begin = Date.parse("2027-01-01T00:00:00.000Z");

const folder = temporaryFolder();
let desk: Desk;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let rows: AuditRow[];

beforeAll(async () => {
  database = await freshDatabase(testEngine(), folder.path);
  desk = await openDesk({ url: database.url });
  rows = fc.sample(entry, { numRuns: ENTRIES, seed: 20_261_122 }).map(({ late, ...each }, index) => ({
    ...each,
    sequence: 101 + index,
    // In order but for some that a slower clock wrote; just after each border that is asked for there is one.
    at: new Date(
      begin + index * APART_MS - (borders.includes(index) ? 0 : borders.includes(index - 1) ? LATE_MS : late),
    ),
    hash: "",
  }));
  const { db, auditEntries } = store();
  await db.delete(auditEntries).returning({ sequence: auditEntries.sequence });
  for (let at = 0; at < rows.length; at += 100)
    await db
      .insert(auditEntries)
      .values(rows.slice(at, at + 100))
      .returning({ sequence: auditEntries.sequence });
});
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const entry = fc.record({
  late: fc.constantFrom(0, 0, 0, LATE_MS),
  action: fc.constantFrom("user.signed_in", "connection.renewed", "connection.renewed", "connection.tested"),
  actorKind: fc.constantFrom("person" as const, "key" as const, "patchbay" as const),
  actorId: fc.constantFrom(null, "p-1", "p-2"),
  actorName: fc.constantFrom(null, "Éva Obi", "100% Sam"),
  address: fc.constantFrom(null, "192.0.2.1"),
  requestId: fc.constantFrom(null, "r-1"),
  targetKind: fc.constantFrom("connection", "user"),
  targetId: fc.constantFrom(null, "c-1", "c-2", "c-3"),
  targetName: fc.constantFrom(null, "Acme", "Éclair Films"),
  data: fc.constantFrom("{}", "{}", "{}", '{"provider":"acme"}'),
});

const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
/** When so many entries had been written. */
const after = (entries: number) => new Date(begin + entries * APART_MS);
const filters: fc.Arbitrary<AuditFilter> = fc.record({
  who: maybe("p-1", "person", "obi", "Éva", "100%", "nobody"),
  actions: maybe(["user.signed_in"], ["connection.renewed", "connection.tested"], ["keys.made"]),
  target: maybe("c-2", "user", "acme", "Éclair", "nothing"),
  provider: maybe("acme"),
  from: maybe(...borders.map(after), after(900)),
  until: maybe(...borders.map(after), after(900)),
  text: maybe("acme", "R-1", "192.0.2", "signed", "nowhere"),
});

const holds = (text: string, wanted: string) => text.toLowerCase().includes(wanted.toLowerCase());

/** The same in plain words: what an entry is asked, one by one. */
function fits(row: AuditRow, { who, actions, target, provider, from, until, text }: AuditFilter): boolean {
  const isId = (column: "actorId" | "targetId", id: string) => rows.some((each) => each[column] === id);
  const is = (id: "actorId" | "targetId", wanted: string, others: (string | null)[]) =>
    isId(id, wanted)
      ? row[id] === wanted
      : others[0] === wanted || (others[1] !== null && holds(others[1] as string, wanted));
  return [
    who === undefined || is("actorId", who, [row.actorKind, row.actorName]),
    target === undefined || is("targetId", target, [row.targetKind, row.targetName]),
    actions === undefined || actions.includes(row.action),
    provider === undefined || row.data.includes(`"provider":"${provider}"`),
    from === undefined || row.at >= from,
    until === undefined || row.at < until,
    text === undefined ||
      row.requestId === text ||
      [row.actorName, row.targetName, row.address, row.action, row.data].some(
        (each) => each !== null && holds(each, text),
      ),
  ].every(Boolean);
}

/** Step by step to the end, as whoever turns the pages does. */
async function steps(filter: AuditFilter, order: AuditOrder) {
  const taken: { sequences: number[]; reached: number | null }[] = [];
  for (let at: number | undefined; ; ) {
    const place = order === "newest" ? { olderThan: at } : { newerThan: at };
    const { rows: found, reached } = await searchAudit(filter, place, order, LIMIT, { lookAt: LOOK_AT });
    const sequences = found.map(({ sequence }) => sequence);
    taken.push({ sequences, reached });
    const next: number | undefined = sequences.length === LIMIT ? sequences.at(-1) : (reached ?? undefined);
    if (next === undefined) return taken;
    at = next;
  }
}

test.each(["newest", "log"] as const)(
  "whatever is looked for, its steps find all of it once (%s)",
  async (order) => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = rows.filter((row) => fits(row, filter)).map(({ sequence }) => sequence);
        const found = (await steps(filter, order)).flatMap(({ sequences }) => sequences);
        expect(found).toEqual(order === "newest" ? expected.reverse() : expected);
      }),
      { numRuns: 150 },
    );
  },
);

test.each(["newest", "log"] as const)(
  "what nobody is called is looked for in steps of the same length (%s)",
  async (order) => {
    const taken = await steps({ text: "zzz" }, order);
    expect(taken.flatMap(({ sequences }) => sequences)).toEqual([]);
    expect(taken).toHaveLength(ENTRIES / LOOK_AT);
  },
);

test("times are gone to by their index, not looked for", async () => {
  const taken = await steps({ from: after(200), until: after(290), text: "zzz" }, "newest");
  // Ninety entries, and those of the minutes by which clocks may be apart.
  expect(taken).toHaveLength(2);
});

test("one thing's entries are found in one step, however long ago", async () => {
  const target = "rare";
  const { db, auditEntries } = store();
  const oldest = { ...(rows[0] as AuditRow), sequence: 100, targetId: target };
  await db.insert(auditEntries).values(oldest).returning({ sequence: auditEntries.sequence });
  const taken = await steps({ target }, "newest");
  expect(taken).toEqual([{ sequences: [100], reached: null }]);
});

test("a page that had to stop looking says how far it looked, and both ways lead on from there", async () => {
  const chief: Actor = { ...(await desk.person("Chief")), role: "admin" };
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  await db.delete(auditEntries).returning({ sequence });
  const many = 30_000 + 20;
  const plain = { ...(rows[0] as AuditRow), action: "user.signed_in", data: "{}", targetName: null };
  for (let at = 0; at < many; at += 500)
    await db
      .insert(auditEntries)
      .values(
        Array.from({ length: Math.min(500, many - at) }, (_, n) => ({ ...plain, sequence: at + n + 1 })),
      )
      .returning({ sequence });
  const wish = { q: "nowhere" };
  const first = await readLog(chief, wish, {});
  expect(first).toMatchObject({ entries: [], newer: null, older: 21, lookedTo: { sequence: 21 } });
  const last = await readLog(chief, wish, { olderThan: 21 });
  expect(last).toMatchObject({ entries: [], newer: 20, older: null, lookedTo: null });
  const back = await readLog(chief, wish, { newerThan: 20 });
  expect(back).toMatchObject({ entries: [], newer: null, older: 21, lookedTo: null });
  const upwards = await readLog(chief, wish, { newerThan: 0 });
  expect(upwards).toMatchObject({ newer: 30_000, lookedTo: { sequence: 30_000 } });
});
