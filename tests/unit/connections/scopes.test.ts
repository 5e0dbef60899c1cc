import { describe, expect, test } from "vitest";
import { scopesChange, scopesView, scopeView } from "#lib/connections/scopes";
import { acme } from "./row.ts";

const provider = { ...acme, tellsScopes: true, flow: "authorization-code" } as const;
const view = (
  requested: string[] | null,
  granted: string[] | null,
  of: typeof provider | object = provider,
) => scopesView({ ...provider, ...of }, requested, granted);
const names = (scopes: { name: string }[]) => scopes.map(({ name }) => name);

describe("a scope in words", () => {
  test.each([
    ["read_tags", "See tags"],
    ["delete_all.tags", "Delete all tags"],
    ["media:read", "Media read"],
    ["SCOPE.STORES.PRODUCT-WRITE", "Scope stores product write"],
    ["___", "___"],
    ["constructor", "Constructor"],
    ["__proto__", "Proto"],
    ["toString", "Tostring"],
  ])("%s: %s", (name, words) => {
    expect(scopeView(acme, name)).toEqual({ name, words });
  });
});

describe("asked for and granted", () => {
  test("the same is everything", () => {
    expect(view(["a", "b"], ["b", "a"])).toMatchObject({
      told: true,
      missing: [],
      extra: [],
      sentence: "Everything that was asked for was granted.",
    });
  });

  test("one less is one missing", () => {
    const seen = view(["read_tags", "write_tags"], ["read_tags"]);
    expect(seen.missing).toEqual([{ name: "write_tags", words: "Change tags" }]);
    expect(seen.sentence).toBe(
      "One permission that was asked for was not granted. What needs it will not work.",
    );
  });

  test("several less are counted", () => {
    const seen = view(["a", "b", "c"], ["a"]);
    expect(names(seen.missing)).toEqual(["b", "c"]);
    expect(seen.sentence).toBe(
      "2 permissions that were asked for were not granted. What needs them will not work.",
    );
  });

  test("more than asked for is said", () => {
    const seen = view(["a"], ["a", "b"]);
    expect(names(seen.extra)).toEqual(["b"]);
    expect(seen.missing).toEqual([]);
    expect(seen.sentence).toBe("Everything that was asked for was granted, and more than that.");
  });

  test("less and more at once tells of what is missing", () => {
    const seen = view(["a", "b"], ["a", "c"]);
    expect([names(seen.missing), names(seen.extra)]).toEqual([["b"], ["c"]]);
    expect(seen.sentence).toContain("One permission that was asked for was not granted.");
  });
});

describe("where there is nothing to compare", () => {
  test("a silent vendor shows what was asked, and says so", () => {
    const seen = view(["a"], null);
    expect(names(seen.granted)).toEqual(["a"]);
    expect(seen).toMatchObject({
      told: false,
      missing: [],
      extra: [],
      sentence: "Acme does not say what was granted; this is what was asked for.",
    });
  });

  test("permissions fixed at the registration are shown as told", () => {
    expect(view(null, ["a"])).toMatchObject({
      told: true,
      missing: [],
      extra: [],
      sentence: "These permissions are fixed where the app is registered at Acme.",
    });
  });

  test("a key may do everything in its environment", () => {
    expect(view(null, null, { flow: "api-key" }).sentence).toBe(
      "Acme knows no scopes: the key may do everything in its environment.",
    );
  });

  test("neither asked nor told is said as it is", () => {
    expect(view(null, null)).toMatchObject({
      granted: [],
      told: false,
      sentence: "Acme did not say what was granted.",
    });
  });
});

describe("a reconnect", () => {
  const change = (scopesBefore: unknown, scopes: unknown) =>
    scopesChange({ scopes: { read: "See tags", write: "Change tags" } }, { scopesBefore, scopes });

  test("sorts permissions into what came, what went and what stayed", () => {
    expect(change(["read", "stats:view"], ["read", "write"])).toEqual({
      gained: [{ name: "write", words: "Change tags" }],
      lost: [{ name: "stats:view", words: "Stats view" }],
      kept: [{ name: "read", words: "See tags" }],
    });
  });

  test.each([
    [null, ["read"]],
    [["read"], null],
    [undefined, undefined],
  ])("of which %j and then %j is known cannot be compared", (before, after) => {
    expect(change(before, after)).toBeNull();
  });
});
