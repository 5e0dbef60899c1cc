import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionRow } from "#db/connections";
import { everyonesIds, everyonesRows, type Order, type Sought } from "#db/everyone";
import { foundBy } from "#db/found-by";
import { store } from "#db/store";
import { count } from "#lib/admin/figures";
import { listEveryone } from "#lib/admin/list";
import { anyone, readPlace } from "#lib/admin/wish";
import { labels, stateOf } from "#lib/connections/state";
import type { StateName } from "#lib/connections/view";
import type { Actor } from "#lib/people/sessions";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { rejection } from "../unit/answers.ts";
import { row } from "../unit/connections/row.ts";
import { type Desk, openDesk } from "./desk.ts";

/** Everyone's connections as the database finds them, against what the pages say of each. */

const folder = temporaryFolder();
const now = new Date("2026-11-20T12:00:00.000Z");
const troubled = ["troubled"];
const nothing: Sought = {
  text: null,
  provider: null,
  standing: null,
  owner: null,
  provedBefore: null,
  endsBefore: null,
};
const names = Object.keys(labels) as StateName[];

let desk: Desk;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let owners: Actor[];
let rows: ConnectionRow[];

const DAY = 86_400_000;
/** Instants on, just before and just after every border that a state has. */
const instant = fc
  .tuple(fc.constantFrom(-3 * DAY, -DAY, -DAY / 4, 0, DAY / 4, DAY), fc.constantFrom(-1, 0, 1, 1_234))
  .map(([border, off]) => new Date(now.getTime() + border + off));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });

const facts = fc.record({
  provider: fc.constantFrom("calm", "troubled"),
  status: fc.constantFrom("active", "active", "active", "active", "needs_reauth", "revoked"),
  renewable: fc.boolean(),
  expiresAt: maybe(instant),
  issuedAt: maybe(instant),
  provedAt: maybe(instant),
  dueAt: maybe(instant),
  leaseOwner: fc.constantFrom(null, null, null, null, null, null, null, "somebody"),
  failureCode: fc.constantFrom(null, null, null, "provider_unreachable"),
  createdAt: instant,
  accountName: fc.constantFrom("Acme", "ÉCLAIR Films", "100%", "under_score", "استوديوهات", "ACME Two"),
});

beforeAll(async () => {
  database = await freshDatabase(testEngine(), folder.path);
  desk = await openDesk({ url: database.url });
  owners = [await desk.person("Ada Obi"), await desk.person("Sam Example")];
  rows = fc.sample(facts, { numRuns: 3_000, seed: 20_261_122 }).map((each, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const userId = owners[index % 7 === 0 ? 0 : 1]?.userId ?? "";
    const made = row({ ...(each as Partial<ConnectionRow>), id, userId, accountId: `Account-${index}` });
    return { ...made, failedAt: made.failureCode === null ? null : now, foundBy: foundBy(made) };
  });
  const { db, connections } = store();
  for (let at = 0; at < rows.length; at += 100)
    await db
      .insert(connections)
      .values(rows.slice(at, at + 100))
      .returning({ id: connections.id });
});
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const trouble = { kind: "outage", openedAt: now } as const;
const stateIn = (each: ConnectionRow, around: string[]) =>
  stateOf(each, { name: "Acme" }, now, around.includes(each.provider) ? trouble : null).name;

const all = async (sought: Partial<Sought>, around = troubled, order: Order = "newest") =>
  everyonesIds({ ...nothing, ...sought }, { now, troubled: around }, { order, at: null, limit: 10_000 });

describe("the states that the database finds are the ones that the pages say", () => {
  test.each([
    { around: troubled, when: "while a vendor is in trouble" },
    { around: [], when: "while none is" },
  ])("$when", async ({ around }) => {
    for (const name of names) {
      const expected = rows.filter((each) => stateIn(each, around) === name).map(({ id }) => id);
      expect(expected.length, `${name} occurs`).toBeGreaterThan(20);
      expect((await all({ standing: name }, around)).sort(), name).toEqual(expected.sort());
    }
  });

  test.each([7, 5_000])("and so are their numbers, counted %i at a time", async (part) => {
    const { counts: counted, peopleNeeded } = await count({ now, troubled }, part);
    const needed = rows.filter((each) => stateIn(each, troubled) === "needs_you");
    expect(peopleNeeded).toBe(new Set(needed.map(({ userId }) => userId)).size);
    for (const provider of ["calm", "troubled"])
      for (const name of names) {
        const found = counted.find((each) => each.provider === provider && each.standing === name);
        const expected = rows.filter(
          (each) => each.provider === provider && stateIn(each, troubled) === name,
        );
        expect(found?.connections ?? 0, `${provider} ${name}`).toBe(expected.length);
      }
  });
});

describe("pages", () => {
  test.each(["newest", "name", "ends", "proof"] as const)(
    "by %s lead to everything once, forwards and backwards",
    async (order) => {
      const whole = await all({}, troubled, order);
      expect(new Set(whole).size).toBe(rows.length);
      const place = async (id: string | undefined, way: "after" | "before") => {
        const [found] = await everyonesRows([id ?? ""]);
        if (found === undefined) throw new Error("no such row");
        const value = {
          newest: found.createdAt.getTime(),
          name: found.foundBy,
          ends: found.expiresAt?.getTime() ?? 8.64e12,
          proof: found.provedAt?.getTime() ?? 0,
        }[order];
        return { value, id: found.id, way };
      };
      const page = (at: Awaited<ReturnType<typeof place>> | null) =>
        everyonesIds(nothing, { now, troubled }, { order, at, limit: 170 });
      const forwards: string[] = [];
      for (let ids = await page(null); ids.length > 0; ids = await page(await place(ids.at(-1), "after")))
        forwards.push(...ids);
      expect(forwards).toEqual(whole);
      const backwards: string[] = [];
      for (let at = whole.at(-1); at !== undefined; ) {
        const ids = await page(await place(at, "before"));
        backwards.unshift(...ids);
        at = ids[0];
      }
      expect([...backwards, whole.at(-1)]).toEqual(whole);
    },
  );

  test("carry their places in addresses, there and back again", async () => {
    const admin = { ...(owners[0] as Actor), role: "admin" as const };
    for (const sort of ["newest", "name", "ends", "proof"] as const) {
      const wish = { ...anyone, sort };
      const first = await listEveryone(admin, wish, null);
      expect(first.previous).toBeNull();
      const second = await listEveryone(admin, wish, readPlace({ after: first.next ?? "" }, sort));
      expect(second.rows).toHaveLength(50);
      expect(second.rows.map(({ id }) => id)).not.toContain(first.rows.at(-1)?.id);
      const back = await listEveryone(admin, wish, readPlace({ before: second.previous ?? "" }, sort));
      expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
    }
  });
});

describe("looking for", () => {
  const byName = (name: string) => rows.filter(({ accountName }) => accountName === name).length;

  test("a name finds it in whatever letters", async () => {
    expect(await all({ text: "éclair" })).toHaveLength(byName("ÉCLAIR Films"));
    expect(await all({ text: "acme" })).toHaveLength(byName("Acme") + byName("ACME Two"));
    expect(await all({ text: "استوديوهات" })).toHaveLength(byName("استوديوهات"));
  });

  test("signs that mean something to a database finds those signs", async () => {
    expect(await all({ text: "%" })).toHaveLength(byName("100%"));
    expect(await all({ text: "_" })).toHaveLength(byName("under_score"));
    expect(await all({ text: "\\" })).toEqual([]);
    expect(await all({ text: "' or 1=1 --" })).toEqual([]);
  });

  test("an id, an owner's name or an owner's email finds theirs", async () => {
    const ofAda = rows.filter(({ userId }) => userId === owners[0]?.userId).length;
    expect(await all({ text: "Account-1234" })).toEqual([rows[1234]?.id]);
    expect(await all({ text: rows[7]?.id ?? "" })).toEqual([rows[7]?.id]);
    expect(await all({ text: "ada O" })).toHaveLength(ofAda);
    expect(await all({ owner: `${owners[0]?.userId}@EXAMPLE.com` })).toHaveLength(ofAda);
    expect(await all({ owner: owners[0]?.userId ?? "" })).toHaveLength(ofAda);
    expect(await all({ owner: "nobody@example.com" })).toEqual([]);
  });

  test("several things at once narrows to what is all of them", async () => {
    const provedBefore = new Date(now.getTime() - DAY);
    const found = await all({ provider: "calm", standing: "works", provedBefore, text: "acme" });
    const expected = rows.filter(
      (each) =>
        each.provider === "calm" &&
        stateIn(each, troubled) === "works" &&
        (each.provedAt === null || each.provedAt < provedBefore) &&
        /acme/i.test(each.accountName),
    );
    expect(found.sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(expected.length).toBeGreaterThan(0);
  });
});

test("nobody but an administrator is shown everyone's", async () => {
  const failure = await rejection(listEveryone({ ...(owners[0] as Actor), role: "user" }, anyone, null));
  expect(failure.code).toBe("forbidden");
});
