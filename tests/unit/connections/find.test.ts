import { describe, expect, test } from "vitest";
import {
  anything,
  found,
  isNarrow,
  listing,
  ROWS_PER_PAGE,
  readWish,
  type Wish,
  wishQuery,
} from "#lib/connections/find";
import type { ConnectionView, StateName } from "#lib/connections/view";
import { later } from "../answers.ts";

const connection = (
  name: string,
  change: { state?: StateName; vendor?: string; label?: string; ends?: number | null; linked?: number } = {},
) =>
  ({
    id: name,
    vendor: { id: change.vendor ?? "acme", name: change.vendor === "other" ? "Other" : "Acme" },
    label: change.label ?? null,
    account: { id: `id-${name}`, name, url: null },
    state: { name: change.state ?? "works", label: change.state === "needs_you" ? "Needs you" : "Works" },
    expiresAt: change.ends === null ? null : later(change.ends ?? 60),
    linkedAt: later(change.linked ?? -60),
  }) as ConnectionView;

const all = [
  connection("Zebra", { ends: 10, linked: -1 }),
  connection("Ant 10", { state: "needs_you", ends: 500 }),
  connection("Ant 9", { label: "Marketing", ends: null }),
  connection("Moth", { state: "disconnected", vendor: "other", ends: 1 }),
];
const names = (wish: Partial<Wish>) => found(all, { ...anything, ...wish }).map(({ id }) => id);

describe("an order", () => {
  test("of urgency puts first what needs its person and last what is gone", () => {
    expect(names({})).toEqual(["Ant 10", "Ant 9", "Zebra", "Moth"]);
  });
  test("by name goes by what its person calls it, and counts like people", () => {
    expect(names({ sort: "name" })).toEqual(["Ant 10", "Ant 9", "Moth", "Zebra"]);
    const counted = [connection("Ant 10"), connection("Ant 9")];
    expect(found(counted, { ...anything, sort: "name" }).map(({ id }) => id)).toEqual(["Ant 9", "Ant 10"]);
  });
  test("by age begins with the newest link, by end with what ends first", () => {
    expect(names({ sort: "newest" })[0]).toBe("Zebra");
    expect(names({ sort: "ends" })).toEqual(["Zebra", "Ant 10", "Ant 9", "Moth"]);
  });
});

describe("what is looked for", () => {
  test.each([
    ["zeb", ["Zebra"]],
    ["MARKET", ["Ant 9"]],
    ["id-Moth", ["Moth"]],
    ["needs you", ["Ant 10"]],
    ["other", ["Moth"]],
    ["nobody", []],
  ])("%j is found by name, own name, id, state and vendor", (text, expected) => {
    expect(names({ text })).toEqual(expected);
  });

  test("may be of one vendor and in one state", () => {
    expect(names({ vendor: "other" })).toEqual(["Moth"]);
    expect(names({ state: "needs_you" })).toEqual(["Ant 10"]);
    expect(names({ vendor: "other", state: "needs_you" })).toEqual([]);
  });
});

describe("a page of the list", () => {
  const many = Array.from({ length: ROWS_PER_PAGE * 2 + 1 }, (_, index) =>
    connection(`Account ${index + 1}`, { vendor: index === 0 ? "other" : "acme" }),
  );
  const page = (wanted: number, wish: Partial<Wish> = {}) => listing(many, { ...anything, ...wish }, wanted);

  test("follows the one before it, and all of them together are everything once", () => {
    const shown = [1, 2, 3].flatMap((wanted) => page(wanted).shown.map(({ id }) => id));
    expect(shown).toEqual(many.map(({ id }) => id));
    expect(page(3).shown).toHaveLength(1);
    expect(page(1)).toMatchObject({ page: 1, pages: 3, found: many.length, all: many.length });
  });

  test.each([
    [-7, 1],
    [0, 1],
    [4, 3],
    [Number.POSITIVE_INFINITY, 3],
  ])("%d, which is not there, is page %d", (wanted, expected) => {
    expect(page(wanted).page).toBe(expected);
    expect(page(wanted).shown.length).toBeGreaterThan(0);
  });

  test("is one of what was found, and says of how many", () => {
    expect(page(2, { vendor: "other" })).toMatchObject({ page: 1, pages: 1, found: 1, all: many.length });
    expect(page(1, { text: "nobody" })).toMatchObject({ shown: [], page: 1, pages: 1, found: 0 });
  });

  test("needs no whole number", () => {
    expect(page(1.5).shown).toHaveLength(ROWS_PER_PAGE);
    expect(page(1.5).page).toBe(1);
  });
});

describe("the address", () => {
  test("keeps a wish and says nothing of what is wished for anyway", () => {
    const wish: Wish = { text: "a b", vendor: "acme", state: "works", sort: "ends" };
    expect(readWish(Object.fromEntries(wishQuery(wish)))).toEqual(wish);
    expect(wishQuery(anything).toString()).toBe("");
    expect(isNarrow(anything)).toBe(false);
    expect(isNarrow({ ...anything, sort: "ends" })).toBe(false);
    expect(isNarrow(wish)).toBe(true);
  });

  test("that makes no sense shows everything", () => {
    expect(readWish({ state: "toString", sort: "__proto__", vendor: "<b>", q: "   " })).toEqual(anything);
    expect(readWish({ q: "x".repeat(999) }).text).toHaveLength(200);
  });
});
