import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { EngineError, isOutage } from "#db/outage";

/** Telling "not now" from "never", and keeping what engines quote to themselves. */

const coded = (code: string, message = "CANARY") => Object.assign(new Error(message), { code });
const wrapped = (cause: Error) => new DrizzleQueryError("select $1", ["CANARY"], cause);

describe("PostgreSQL is away, busy or full", () => {
  test.each([
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "08006",
    "08P01",
    "53100",
    "53300",
    "57P01",
    "57P02",
    "57P03",
    "57014",
    "58030",
    "25006",
    "40P01",
  ])("with %s", (code) => {
    for (const error of [coded(code), wrapped(coded(code))])
      expect(new EngineError(error)).toMatchObject({ outage: true, code, message: code });
  });

  test.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Query read timeout",
    "Client has encountered a connection error and is not queryable",
  ])("when its driver says: %s", (message) => {
    expect(new EngineError(wrapped(new Error(message)))).toMatchObject({ outage: true, code: null });
  });

  test("at every address of its name", () => {
    const error = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]);
    expect(new EngineError(error)).toMatchObject({ outage: true, code: "ECONNREFUSED" });
  });
});

test.each(["23505", "22P02", "42P01", "28P01", "3D000", "XX000"])("%s does not go away by itself", (code) => {
  expect(new EngineError(wrapped(coded(code)))).toMatchObject({ outage: false, code });
});

describe("SQLite", () => {
  test.each(["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_FSYNC"])(
    "is away, busy or full with %s",
    (code) => expect(isOutage(wrapped(coded(code)))).toBe(true),
  );

  test.each(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "SQLITE_CORRUPT"])(
    "is asked wrongly with %s",
    (code) => expect(isOutage(coded(code))).toBe(false),
  );
});

test("nothing that an engine or Drizzle quotes is in the error", () => {
  const detail = "Key (email)=(CANARY) already exists.";
  const error = new EngineError(wrapped(Object.assign(coded("23505"), { detail, table: "users" })));
  expect(error.message).toBe("23505, table users");
  expect(`${error.stack}${JSON.stringify(error)}${error.cause}`).not.toContain("CANARY");
});

test("a connection that somebody else lost says nothing about the database", () => {
  expect(isOutage(coded("ECONNRESET", "aborted"))).toBe(false);
  expect(isOutage(new Error("Connection terminated"))).toBe(false);
});

test.each([null, undefined, "57P01", { code: "57P01" }, { outage: true }])("%j is no outage", (thrown) => {
  expect(isOutage(thrown)).toBe(false);
});
