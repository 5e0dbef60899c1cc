import Database from "better-sqlite3";
import { type AnyColumn, getTableColumns, getTableName, type Table } from "drizzle-orm";
import pg from "pg";

/** Rows by the ten thousand: prepared statements on the embedded engine, arrays to be unnested on the other. */
export type Inserter = {
  insert: (table: Table, rows: Record<string, unknown>[]) => Promise<void>;
  close: () => Promise<void>;
};

const AT_ONCE = 5_000;

export function openInserter(url: string): Promise<Inserter> {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url) : openSqlite(url.replace(/^file:(\/\/)?/, ""));
}

async function openSqlite(file: string): Promise<Inserter> {
  const sqlite = new Database(file, { timeout: 60_000 });
  sqlite.pragma("journal_mode = WAL");
  // What is lost with the machine is seeded again.
  sqlite.pragma("synchronous = OFF");
  sqlite.pragma("cache_size = -1000000");
  const prepared = new Map<string, Database.Statement>();
  return {
    async insert(table, rows) {
      const columns = Object.entries(getTableColumns(table));
      const name = getTableName(table);
      const statement =
        prepared.get(name) ??
        sqlite.prepare(
          `insert into "${name}" (${columns.map(([, { name }]) => `"${name}"`)}) values (${columns.map(() => "?")})`,
        );
      prepared.set(name, statement);
      sqlite.transaction(() => {
        for (const row of rows) statement.run(...columns.map(([key, column]) => bound(column, row[key])));
      })();
    },
    async close() {
      sqlite.pragma("wal_checkpoint(TRUNCATE)");
      sqlite.close();
    },
  };
}

async function openPostgres(url: string): Promise<Inserter> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("set synchronous_commit = off");
  return {
    async insert(table, rows) {
      const columns = Object.entries(getTableColumns(table));
      const names = columns.map(([, { name }]) => `"${name}"`);
      const arrays = columns.map(([, column], index) => `$${index + 1}::${arrayType(column)}`);
      const statement = `insert into "${getTableName(table)}" (${names}) select * from unnest(${arrays})`;
      for (let at = 0; at < rows.length; at += AT_ONCE) {
        const some = rows.slice(at, at + AT_ONCE);
        await client.query(
          statement,
          columns.map(([key, column]) => some.map((row) => bound(column, row[key]))),
        );
      }
      // A counter goes on after what it was not asked for.
      for (const [, { name }] of columns.filter(([, column]) => isCounter(column)))
        await client.query(
          `select setval(pg_get_serial_sequence($1, $2), max("${name}")) from "${getTableName(table)}"`,
          [getTableName(table), name],
        );
    },
    async close() {
      await client.query("vacuum analyze");
      await client.end();
    },
  };
}

/** A counter is a number to whoever fills it. */
const arrayType = (column: AnyColumn) => `${isCounter(column) ? "bigint" : column.getSQLType()}[]`;
const isCounter = (column: AnyColumn) => column.getSQLType() === "bigserial";

function bound(column: AnyColumn, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const mapped = column.mapToDriverValue(value);
  return typeof mapped === "boolean" && column.dataType === "boolean" && isSqlite(column)
    ? Number(mapped)
    : mapped;
}

const isSqlite = (column: AnyColumn) => column.columnType.startsWith("SQLite");
