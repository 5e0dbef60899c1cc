import Database from "better-sqlite3";
import pg from "pg";
import { columnsOf, type PlainRow, sqlNameOf, type TableName, tableNames } from "./snapshot.ts";

/** Puts the rows of a snapshot in place of everything that a database holds, in one transaction. */

type Rows = AsyncIterable<{ table: TableName; row: PlainRow }>;

/** The tables have to be there. Answers how many rows were put back; on any error nothing is changed. */
export function refill(url: string, rows: Rows): Promise<number> {
  return /^postgres(ql)?:/.test(url)
    ? refillPostgres(url, rows)
    : refillSqlite(url.replace(/^file:(\/\/)?/, ""), rows);
}

async function refillSqlite(file: string, rows: Rows): Promise<number> {
  const db = new Database(file, { fileMustExist: true, timeout: 5_000 });
  try {
    db.pragma("foreign_keys = ON");
    db.exec("begin immediate");
    for (const table of tableNames.toReversed()) db.exec(`delete from "${sqlNameOf(table)}"`);
    const statements = new Map(
      tableNames.map((table) => [table, db.prepare(inserting(table, () => "?"))] as const),
    );
    let count = 0;
    for await (const { table, row } of rows) {
      statements.get(table)?.run(valuesOf(table, row, "sqlite"));
      count += 1;
    }
    db.exec("commit");
    return count;
  } finally {
    // Closing undoes what was not committed.
    db.close();
  }
}

async function refillPostgres(url: string, rows: Rows): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: "patchbay restore" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin");
    for (const table of tableNames.toReversed()) await client.query(`delete from "${sqlNameOf(table)}"`);
    let count = 0;
    for await (const { table, row } of rows) {
      await client.query({
        name: `restore ${table}`,
        text: inserting(table, (at) => `$${at + 1}`),
        values: valuesOf(table, row, "postgres"),
      });
      count += 1;
    }
    await client.query(
      `select setval(pg_get_serial_sequence('messages', 'position'), (select coalesce(max(position), 0) + 1 from messages), false)`,
    );
    await client.query("commit");
    return count;
  } finally {
    await client.end();
  }
}

function inserting(table: TableName, mark: (at: number) => string): string {
  const names = Object.values(columnsOf(table)).map(({ name }) => `"${name}"`);
  return `insert into "${sqlNameOf(table)}" (${names.join(", ")}) values (${names.map((_, at) => mark(at)).join(", ")})`;
}

function valuesOf(table: TableName, row: PlainRow, engine: "sqlite" | "postgres"): unknown[] {
  return Object.entries(columnsOf(table)).map(([name, { dataType }]) => {
    const value = row[name] ?? null;
    if (value === null) return null;
    if (dataType === "json") return JSON.stringify(value);
    if (engine === "postgres") return value;
    if (dataType === "date") return new Date(value as string).getTime();
    return dataType === "boolean" ? Number(value) : value;
  });
}
