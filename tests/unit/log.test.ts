import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { EngineError } from "#db/outage";
import { log, unexpected } from "#lib/log";

const logged = () => vi.spyOn(log, "error").mockImplementation(() => {});
afterEach(() => {
  vi.restoreAllMocks();
});

test("an unexpected error is logged under an id and answered as a fault of ours", () => {
  const error = logged();
  const failure = unexpected(new TypeError("x is not a function"));
  expect(failure).toMatchObject({ code: "internal", detail: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(error.mock.calls).toEqual([
    [{ id: failure.detail, error: "TypeError: x is not a function" }, "Unexpected."],
  ]);
});

test("a database error is logged without the statement's values", () => {
  const error = logged();
  const cause = Object.assign(new Error("no such column: x"), { name: "SqliteError", code: "SQLITE_ERROR" });
  unexpected(new DrizzleQueryError("update users set password_hash = ?", ["$argon2id$CANARY"], cause));
  expect(JSON.stringify(error.mock.calls)).not.toContain("CANARY");
  expect(error.mock.calls).toMatchObject([[{ error: "SqliteError: no such column: x" }, "Unexpected."]]);
});

test("an engine that is away is no fault of ours: try again soon, and the log says it once, not per request", () => {
  const error = logged();
  const busy = Object.assign(new Error("database is locked"), { name: "SqliteError", code: "SQLITE_BUSY" });
  for (const thrown of [busy, new EngineError(new Error("Connection terminated")), busy])
    expect(unexpected(thrown)).toMatchObject({
      code: "storage_unavailable",
      status: 503,
      retryAfterMs: 2_000,
    });
  expect(error.mock.calls).toEqual([
    [{ error: "SqliteError: database is locked" }, "The database cannot be used right now."],
  ]);
});

test.each(["text", null, undefined, { message: "CANARY" }, 1])("%j thrown is logged as unknown", (thrown) => {
  const error = logged();
  unexpected(thrown);
  expect(error.mock.calls).toMatchObject([[{ error: "unknown" }, "Unexpected."]]);
});
