import { describe, expect, test } from "vitest";
import { anything, found, isNarrow, readWish, type Wish, wishQuery } from "#lib/connections/find";
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
