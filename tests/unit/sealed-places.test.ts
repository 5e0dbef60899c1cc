import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getTableColumns, getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";
import { postgresKit } from "#db/columns";
import { define, type Schema } from "#db/schema";
import * as tables from "#db/schema.sqlite";
import { sealedTables } from "#db/sealed";
import { neverRotated, placeOf, sealedFields } from "#lib/keys/places";

/** What is sealed is found, counted and sealed anew by what the schema itself says. */

const schema = tables as unknown as Schema;

describe("every sealed column", () => {
  test("is found in the schema of either engine", () => {
    const found = sealedTables(schema);
    expect(found.length).toBeGreaterThan(7);
    const elsewhere = sealedTables(define(postgresKit) as Schema);
    expect(elsewhere).toHaveLength(found.length);
    expect(elsewhere).toEqual(expect.arrayContaining(found));
    expect(found).toContainEqual({
      name: "connections",
      id: "id",
      columns: ["sealedAccessToken", "sealedRefreshToken", "sealedGrant"],
      generational: true,
    });
  });

  test("of any spelling begins with sealed in both its names", () => {
    const columns = Object.values(schema).flatMap((table) =>
      Object.entries(getTableColumns(table as unknown as PgTable)),
    );
    for (const [name, column] of columns)
      expect([name, /^sealed_/.test(column.name)]).toEqual([name, /^sealed[A-Z]/.test(name)]);
  });

  test("is listed with its place, so that a new one fails here until somebody has thought about it", () => {
    for (const { name, columns } of sealedTables(schema)) {
      if (neverRotated.includes(name)) continue;
      expect([name, Object.keys(sealedFields[name]?.fields ?? {})]).toEqual([name, columns]);
      expect(sealedFields[name]?.table).toBe(getTableName(schema[name] as unknown as PgTable));
    }
  });

  test("names its row, and its generation where it has one", () => {
    expect(placeOf("connections", "sealedGrant", { id: "c", generation: 4 })).toEqual({
      table: "connections",
      row: "c",
      field: "grant",
      generation: 4,
    });
  });
});

/** `{ table: "letters", row: id, field: "text" }` wherever something is sealed. */
const written = readdirSync("lib", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(join("keys", "places.ts")))
  .flatMap((file) => [
    ...readFileSync(join("lib", file), "utf8").matchAll(
      /table: "(\w+)",\s*row: [^,]+,\s*field(?:: "(\w+)")?/g,
    ),
  ])
  .map(([, table = "", field]) => ({ table, field }));

describe("every place that code seals for", () => {
  /** Sealed texts that travel and are not kept: in an address, in a cookie. */
  const travelling = ["arrival", "connect_sessions", "sealing_keys", "shown_once", "undo"];

  test("is one of those that are sealed anew", () => {
    expect(written.length).toBeGreaterThan(4);
    const known = Object.values(sealedFields).flatMap(({ table, fields }) =>
      Object.values(fields).map((field) => ({ table, field })),
    );
    for (const { table, field } of written) {
      if (travelling.includes(table)) continue;
      expect(known.filter((each) => each.table === table).map((each) => each.field)).toContain(
        field ?? known.find((each) => each.table === table)?.field,
      );
    }
  });
});
