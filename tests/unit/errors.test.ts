import { describe, expect, test, vi } from "vitest";
import { Failure, type FailureCode, failures, isFailureCode } from "#lib/errors";

const entries = Object.entries(failures) as [FailureCode, readonly [number, string]][];

describe.each(entries)("%s", (_, [status, sentence]) => {
  test("has an HTTP status of failure", () => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  test("is said in whole sentences", () => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/[\n<>{}]|\.\.| {2}/);
  });

  test("is said without any code", () => {
    expect(sentence).not.toMatch(/_|\b[1-5]\d\d\b/);
    for (const [other] of entries.filter(([name]) => name.includes("_")))
      expect(sentence).not.toContain(other);
  });
});

test("every failure of a link says that nothing was linked or changed", () => {
  for (const [code, [, sentence]] of entries.filter(([name]) => name.startsWith("link_")))
    expect(sentence, code).toMatch(/nothing (was|is) (linked|done)|nothing was changed/i);
});

describe("a failure", () => {
  const failure = new Failure("busy", "row 1", { retryAfterMs: 1_000 });

  test("knows its status, its sentence, and what the log is told", () => {
    expect(failure.status).toBe(503);
    expect(failure.sentence).toBe(failures.busy[1]);
    expect(failure.message).toBe("busy: row 1");
    expect(failure.retryAfterMs).toBe(1_000);
    expect(failure.name).toBe("Failure");
  });

  test("without a detail is its code", () => {
    expect(new Failure("busy").message).toBe("busy");
    expect(new Failure("busy").retryAfterMs).toBeUndefined();
  });

  test("is an error; other things are no failures", () => {
    expect(failure).toBeInstanceOf(Error);
    for (const other of [new Error("busy"), { code: "busy" }, null, undefined, "busy"])
      expect(other instanceof Failure).toBe(false);
  });

  test("is recognised by another copy of its own file", async () => {
    vi.resetModules();
    const copy = await import("#lib/errors");
    expect(copy.Failure).not.toBe(Failure);
    expect(failure).toBeInstanceOf(copy.Failure);
    expect(new copy.Failure("busy")).toBeInstanceOf(Failure);
  });
});

test.each(["constructor", "__proto__", "toString", "", "BUSY", null, undefined, 1, ["busy"]])(
  "%j is no code of the list",
  (code) => {
    expect(isFailureCode(code)).toBe(false);
  },
);

test("every code of the list is one", () => {
  expect(entries.every(([code]) => isFailureCode(code))).toBe(true);
});
