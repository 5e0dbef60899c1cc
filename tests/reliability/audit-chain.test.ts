import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditRow } from "#db/audit";
import { store } from "#db/store";
import { auditHead, readHead } from "#lib/audit/head";
import { auditKey, noted } from "#lib/audit/record";
import { trimAudit } from "#lib/audit/trim";
import { type Verdict, verifyAudit } from "#lib/audit/verify";
import { inRequest } from "#lib/request";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openDesk } from "./desk.ts";

/** Whoever writes to the audit log behind its back is found out, whatever they do to which entry. */

const ENTRIES = 30;
const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url });
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const minute = (count: number) => new Date(Date.parse("2027-01-01T00:00:00.000Z") + count * 60_000);

const write = (number: number) =>
  inRequest(
    {
      id: `r-${number}`,
      address: "192.0.2.1",
      doer: { kind: "person", id: `p-${number % 3}`, name: `Person ${number}` },
    },
    () =>
      noted({
        action: number % 2 === 0 ? "user.signed_in" : "user.renamed",
        target: { kind: "user", id: `p-${number % 3}`, name: "Someone" },
        at: minute(number),
        data: { number },
      }),
  );

const tables = () => {
  const { auditEntries, auditHead, auditTrims } = store();
  return [auditEntries, auditHead, auditTrims] as const;
};

let kept: unknown[][];
/** The log as it was written; put back before each test. */
async function keep() {
  kept = [];
  for (const table of tables()) kept.push(await store().db.select().from(table));
}
async function putBack() {
  const { db } = store();
  for (const [index, table] of tables().entries()) {
    await db.delete(table);
    const rows = kept[index] as never[];
    if (rows.length > 0) await db.insert(table).values(rows);
  }
}

const entries = () => store().auditEntries;
const at = (sequence: number) => eq(entries().sequence, sequence);
const entry = async (sequence: number) =>
  (await store().db.select().from(entries()).where(at(sequence)))[0] as AuditRow;
const change = (sequence: number, to: Partial<AuditRow>) =>
  store().db.update(entries()).set(to).where(at(sequence));
const remove = (sequence: number) => store().db.delete(entries()).where(at(sequence));
const setHead = (to: Partial<{ sequence: number; hash: string }>) =>
  store().db.update(store().auditHead).set(to);

const found = (verdict: Verdict) => (verdict.sound ? "whole" : `${verdict.what} ${verdict.sequence}`);
const verdict = async () => found(await verifyAudit());

describe("a log of which nothing was dropped", () => {
  beforeAll(async () => {
    for (let number = 1; number <= ENTRIES; number += 1) await write(number);
    await keep();
  });
  beforeEach(putBack);

  test("is whole as it was written, and says how far", async () => {
    expect(await verifyAudit()).toEqual({
      sound: true,
      entries: ENTRIES,
      through: readHead(await auditHead()),
    });
  });

  const edits: { [Column in Exclude<keyof AuditRow, "sequence">]: AuditRow[Column] } = {
    at: minute(1_000),
    action: "user.deleted",
    actorKind: "patchbay",
    actorId: "somebody-else",
    actorName: null,
    address: "203.0.113.9",
    requestId: null,
    targetKind: "connection",
    targetId: "other",
    targetName: "Someone ",
    data: '{"number": 3}',
    hash: "A".repeat(43),
  };

  test("every column is tried", () => {
    const columns = Object.keys(kept[0]?.[0] as object).filter((name) => name !== "sequence");
    expect(Object.keys(edits).sort()).toEqual(columns.sort());
  });

  for (const [where, sequence] of [
    ["first", 1],
    ["middle", 15],
    ["last", ENTRIES],
  ] as const) {
    test.each(Object.entries(edits))(
      `an edit of %s in the ${where} entry is found`,
      async (column, value) => {
        await change(sequence, { [column]: value });
        expect(await verdict()).toBe(`edited ${sequence}`);
      },
    );

    test(`the ${where} entry's deletion is found`, async () => {
      await remove(sequence);
      expect(await verdict()).toBe(`missing ${sequence}`);
    });
  }

  test("a millisecond is found", async () => {
    await change(7, { at: new Date(minute(7).getTime() + 1) });
    expect(await verdict()).toBe("edited 7");
  });

  test("two entries that changed places are found", async () => {
    await change(10, { sequence: -1 });
    await change(11, { sequence: 10 });
    await change(-1, { sequence: 11 });
    expect(await verdict()).toBe("edited 10");
  });

  test("two entries that changed all but their places are found", async () => {
    const [one, two] = [await entry(20), await entry(21)];
    await change(20, { ...two, sequence: 20 });
    await change(21, { ...one, sequence: 21 });
    expect(await verdict()).toBe("edited 20");
  });

  test("an entry whose number moved into a gap is found", async () => {
    await remove(12);
    await store()
      .db.update(entries())
      .set({ sequence: sql`${entries().sequence} - 1` })
      .where(at(13));
    expect(await verdict()).toBe("edited 12");
  });

  test.each([0, -5, ENTRIES + 1, ENTRIES + 7])("an entry put in as number %i is found", async (sequence) => {
    await store()
      .db.insert(entries())
      .values({ ...(await entry(5)), sequence });
    expect(await verdict()).toBe(`added ${sequence}`);
  });

  test("a head set back to an entry of before is found", async () => {
    await setHead(await entry(ENTRIES - 3).then(({ sequence, hash }) => ({ sequence, hash })));
    expect(await verdict()).toBe(`added ${ENTRIES}`);
  });

  test("a head of another number, or of another hash, is found", async () => {
    await setHead({ sequence: ENTRIES + 2 });
    expect(await verdict()).toBe(`missing ${ENTRIES + 1}`);
    await setHead({ sequence: ENTRIES, hash: "B".repeat(43) });
    expect(await verdict()).toBe(`head ${ENTRIES}`);
  });

  test("newest entries dropped together with the head are found by whoever kept a head", async () => {
    const elsewhere = readHead(await auditHead());
    for (const sequence of [ENTRIES - 1, ENTRIES]) await remove(sequence);
    const { sequence, hash } = await entry(ENTRIES - 2);
    await setHead({ sequence, hash });
    // The rows alone do not show it: that is what a head is kept elsewhere for.
    expect(await verdict()).toBe("whole");
    expect(found(await verifyAudit({ kept: elsewhere }))).toBe(`other_log ${ENTRIES}`);
    for (let number = 100; number < 110; number += 1) await write(number);
    expect(found(await verifyAudit({ kept: elsewhere }))).toBe(`other_log ${ENTRIES}`);
    expect(found(await verifyAudit({ after: elsewhere }))).toBe(`edited ${ENTRIES + 1}`);
  });

  test("a log that goes on from a head that was kept says so, and one from another place does not", async () => {
    const elsewhere = readHead(await auditHead());
    await write(200);
    expect(found(await verifyAudit({ kept: elsewhere }))).toBe("whole");
    expect(found(await verifyAudit({ kept: { ...elsewhere, hash: "C".repeat(43) } }))).toBe(
      `other_log ${ENTRIES}`,
    );
  });

  test("only what is new is looked at after a place that was verified before", async () => {
    const before = readHead(await auditHead());
    await write(300);
    expect(await verifyAudit({ after: before })).toMatchObject({ sound: true, entries: 1 });
  });

  test("entries written while it is verified are no break", async () => {
    const [verdicts] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => verifyAudit())),
      (async () => {
        for (let number = 400; number < 440; number += 1) await write(number);
      })(),
    ]);
    expect(verdicts.map(found)).toEqual(Array(5).fill("whole"));
  });
});

describe("a log of which retention dropped the beginning", () => {
  const TRIMS = 2;
  beforeAll(async () => {
    await putBack();
    expect(await trimAudit(minute(8))).toBe(7);
    expect(await trimAudit(minute(13))).toBe(5);
    await keep();
  });
  beforeEach(putBack);
  const trims = () => store().auditTrims;
  const changeTrim = (sequence: number, to: object) =>
    store().db.update(trims()).set(to).where(eq(trims().sequence, sequence));

  test("is whole from there on, and tells of each time", async () => {
    expect(await verdict()).toBe("whole");
    const [first, last] = await store().db.select().from(trims());
    expect(first).toMatchObject({ sequence: 7, entries: 7, firstAt: minute(1), lastAt: minute(7) });
    expect(JSON.parse(first?.summary ?? "")).toEqual({ "user.renamed": 4, "user.signed_in": 3 });
    expect(last).toMatchObject({ sequence: 12, entries: 5 });
    expect(await entry(ENTRIES + TRIMS)).toMatchObject({
      action: "audit.trimmed",
      actorKind: "patchbay",
      data: JSON.stringify({ through: 12, hash: last?.hash, entries: 5 }),
    });
  });

  test("nothing is left to drop of the same age", async () => {
    expect(await trimAudit(minute(13))).toBe(0);
  });

  const edits = {
    sequence: 13,
    hash: "D".repeat(43),
    entries: 4,
    firstAt: minute(2),
    lastAt: minute(2),
    summary: "{}",
    signature: "E".repeat(43),
    trimmedAt: minute(2),
  };

  test("every column of a summary is tried", () => {
    expect(Object.keys(edits).sort()).toEqual(Object.keys(kept[2]?.[0] as object).sort());
  });

  test.each(Object.entries(edits))("an edit of %s in a summary is found", async (column, value) => {
    await changeTrim(12, { [column]: value });
    expect(await verdict()).toMatch(/^trims /);
    await putBack();
    await changeTrim(7, { [column]: value });
    expect(await verdict()).toMatch(/^trims /);
  });

  test("a summary that is gone is found", async () => {
    await store().db.delete(trims()).where(eq(trims().sequence, 12));
    expect(await verdict()).toBe("missing 8");
    await putBack();
    await store().db.delete(trims()).where(eq(trims().sequence, 7));
    expect(await verdict()).toBe("trims 12");
  });

  test("more that goes from the beginning is found", async () => {
    await remove(13);
    expect(await verdict()).toBe("missing 13");
  });

  test("an entry that was dropped and is there again is found", async () => {
    await store()
      .db.insert(entries())
      .values({ ...(await entry(14)), sequence: 12 });
    expect(await verdict()).toBe("added 12");
  });

  test("a head kept since is still proven, and one of what was dropped only at its border", async () => {
    const kept = readHead(await auditHead());
    const [first] = await store().db.select().from(trims());
    expect(found(await verifyAudit({ kept }))).toBe("whole");
    expect(found(await verifyAudit({ kept: { sequence: 7, hash: first?.hash ?? "" } }))).toBe("whole");
    expect(found(await verifyAudit({ kept: { sequence: 7, hash: kept.hash } }))).toBe("other_log 7");
    expect(found(await verifyAudit({ kept: { sequence: 9, hash: kept.hash } }))).toBe("too_old 9");
  });

  test("old entries that are not what they were are kept as evidence", async () => {
    await change(14, { actorName: "Nobody" });
    expect(await trimAudit(minute(20))).toBe(0);
    expect(await verdict()).toBe("edited 14");
  });

  test("is dropped by several at once as by one", async () => {
    const dropped = await Promise.all(Array.from({ length: 6 }, () => trimAudit(minute(20))));
    expect(dropped.reduce((sum, each) => sum + each, 0)).toBe(7);
    expect(await verdict()).toBe("whole");
  });
});

test("a log made with another key is not taken for this one", async () => {
  await putBack();
  const holder = globalThis as { patchbayAuditKey?: unknown };
  const own = auditKey();
  const { createSecretKey } = await import("node:crypto");
  holder.patchbayAuditKey = createSecretKey(Buffer.alloc(32, 1));
  expect(await verdict()).not.toBe("whole");
  holder.patchbayAuditKey = own;
  expect(await verdict()).toBe("whole");
});
