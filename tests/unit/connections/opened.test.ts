import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { readAccessToken } from "#lib/connections/opened";
import { redacted, remember } from "#lib/redaction";
import { readKeyset, seal, setKeyset } from "#lib/vault";

/** A token that is known from a moment ago is answered only where opening it would answer the same. */

const key = () => randomBytes(32).toString("base64");
const first = `first:${key()}`;
const both = () => readKeyset(`second:${key()}, ${first}`);

beforeEach(() => setKeyset(both()));

function held(generation = 1, id = `connection ${Math.random()}`) {
  const token = randomBytes(24).toString("base64url");
  const place = { table: "connections", row: id, field: "accessToken", generation };
  return { token, row: { id, generation, sealedAccessToken: seal(token, place) } };
}

describe("a token that was read a moment ago", () => {
  test("is answered again", () => {
    const { token, row } = held();
    expect([readAccessToken(row), readAccessToken({ ...row })]).toEqual([token, token]);
  });

  test("is not answered for what was renewed since", () => {
    const old = held(1, "renewed");
    const renewed = held(2, "renewed");
    expect(readAccessToken(old.row)).toBe(old.token);
    expect(readAccessToken(renewed.row)).toBe(renewed.token);
  });

  test("is not answered for what was erased since", () => {
    const { token, row } = held();
    expect(readAccessToken(row)).toBe(token);
    expect(readAccessToken({ ...row, sealedAccessToken: null })).toBeNull();
  });

  const moved: [string, (mine: ReturnType<typeof held>["row"]) => ReturnType<typeof held>["row"]][] = [
    ["another row", (row) => ({ ...row, id: "another" })],
    ["another generation", (row) => ({ ...row, generation: 2 })],
    ["an edited text", (row) => ({ ...row, sealedAccessToken: row.sealedAccessToken.replace(/.$/, "_") })],
    ["a row that has another's text", (row) => ({ ...row, sealedAccessToken: held().row.sealedAccessToken })],
  ];
  test.each(moved)("does not help %s to open", (_, changed) => {
    const { row } = held();
    readAccessToken(row);
    expect(() => readAccessToken(changed(row))).toThrow("A sealed text does not open");
  });

  test("is not answered once the key that sealed it is gone", () => {
    setKeyset(readKeyset(first));
    const { token, row } = held();
    setKeyset(both());
    expect(readAccessToken(row)).toBe(token);
    setKeyset(readKeyset(`third:${key()}`));
    expect(() => readAccessToken(row)).toThrow("A sealed text does not open");
  });

  test("is kept out of the log for as long as it is read", () => {
    const { token, row } = held();
    for (let count = 0; count < 5_000; count += 1) {
      remember(randomBytes(16).toString("base64url"));
      if (count % 500 === 0) readAccessToken(row);
    }
    expect(redacted(token)).toBe("[redacted]");
  });
});
