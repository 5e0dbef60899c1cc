import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
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
  const cause = Object.assign(new Error("database is locked"), { name: "SqliteError", code: "SQLITE_BUSY" });
  unexpected(new DrizzleQueryError("update users set password_hash = ?", ["$argon2id$CANARY"], cause));
  expect(JSON.stringify(error.mock.calls)).not.toContain("CANARY");
  expect(error.mock.calls).toMatchObject([[{ error: "SqliteError: database is locked" }, "Unexpected."]]);
});

test.each(["text", null, undefined, { message: "CANARY" }, 1])("%j thrown is logged as unknown", (thrown) => {
  const error = logged();
  unexpected(thrown);
  expect(error.mock.calls).toMatchObject([[{ error: "unknown" }, "Unexpected."]]);
});
