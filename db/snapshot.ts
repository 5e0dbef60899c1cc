import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { getTableColumns, getTableName } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { postgresKit } from "./columns.ts";
import { define, type Schema } from "./schema.ts";

/** Everything in a database as it was at one moment, in words that belong to neither engine. */

/** A row by its columns' names in the schema: instants as ISO text, JSON as it is. */
export type PlainRow = Record<string, unknown>;
export type TableName = keyof Schema;

const tables = define(postgresKit) as unknown as Record<TableName, PgTable>;

/** In an order in which rows can be put back: what others refer to comes first. */
export const tableNames = Object.keys(tables) as TableName[];

export const columnsOf = (name: TableName) => getTableColumns(tables[name]) as Record<string, PgColumn>;
export const sqlNameOf = (name: TableName): string => getTableName(tables[name]);

/** Reads `url` (as DATABASE_URL) table by table; whoever writes meanwhile is not seen and does not wait. */
export async function* readSnapshot(url: string): AsyncGenerator<{ table: TableName; row: PlainRow }> {
  const isPostgres = /^postgres(ql)?:/.test(url);
  const rows = isPostgres ? readPostgres(url) : readSqlite(url.replace(/^file:(\/\/)?/, ""));
  for await (const { table, raw } of rows) yield { table, row: plain(table, raw, isPostgres) };
}

type Raw = { table: TableName; raw: Record<string, unknown> };

/** SQLite's own online backup makes a copy that is whole; the copy is read and thrown away. */
async function* readSqlite(file: string): AsyncGenerator<Raw> {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-backup-"));
  try {
    const source = new Database(file, { readonly: true, fileMustExist: true });
    await source.backup(join(folder, "copy.db"));
    source.close();
    const copy = new Database(join(folder, "copy.db"), { readonly: true });
    try {
      for (const table of tableNames)
        for (const raw of copy.prepare(`select * from "${sqlNameOf(table)}"`).iterate())
          yield { table, raw: raw as Record<string, unknown> };
    } finally {
      copy.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const AT_ONCE = 1_000;

/** One repeatable-read transaction sees one moment; cursors keep large tables out of memory. */
async function* readPostgres(url: string): AsyncGenerator<Raw> {
  const client = new pg.Client({ connectionString: url, application_name: "patchbay backup" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read read only");
    for (const table of tableNames) {
      await client.query(`declare rows no scroll cursor for select * from "${sqlNameOf(table)}"`);
      for (let size = AT_ONCE; size === AT_ONCE; ) {
        const { rows } = await client.query(`fetch ${AT_ONCE} from rows`);
        size = rows.length;
        for (const raw of rows) yield { table, raw };
      }
      await client.query("close rows");
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
}

function plain(table: TableName, raw: Record<string, unknown>, isPostgres: boolean): PlainRow {
  return Object.fromEntries(
    Object.entries(columnsOf(table)).map(([name, column]) => [
      name,
      neutral(column, raw[column.name], isPostgres),
    ]),
  );
}

function neutral({ dataType }: PgColumn, value: unknown, isPostgres: boolean): unknown {
  if (value === null || value === undefined) return null;
  switch (dataType) {
    case "date":
      return new Date(value as Date | number).toISOString();
    case "number":
      return Number(value);
    case "boolean":
      return value === true || value === 1;
    case "json":
      // PostgreSQL's driver has parsed it already; SQLite keeps text.
      return isPostgres ? value : JSON.parse(value as string);
    default:
      return value;
  }
}
