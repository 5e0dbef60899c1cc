import type Database from "better-sqlite3";
import { type AnyColumn, Column, getTableColumns, getTableName, is, SQL, type Table } from "drizzle-orm";

/**
 * Drizzle looks at the class of each column again for each row it reads and each value it writes, which takes
 * longer than the embedded engine takes to find the row. Here that is done once for each statement.
 */

type Decoder = { mapFromDriverValue: (value: unknown) => unknown };
type Field = { path: string[]; field: unknown };
type Mapper = (rows: unknown[][]) => Record<string, unknown>[];
type Session = { prepareQuery: (query: unknown, fields?: Field[], ...more: unknown[]) => unknown };

/** Gives a handle of the embedded engine a quicker way to read rows; what it cannot read so stays Drizzle's. */
export function readQuickly(session: Session): void {
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (query, fields, method, arrays, mapper, ...more) =>
    prepare(query, fields, method, arrays, mapper ?? mapperOf(fields), ...more);
}

function mapperOf(fields: Field[] | undefined): Mapper | undefined {
  if (fields === undefined || fields.some(({ path }) => path.length !== 1)) return undefined;
  const columns = fields.map(({ path, field }) => ({ name: path[0] ?? "", decoder: decoderOf(field) }));
  if (columns.some(({ decoder }) => decoder === undefined)) return undefined;
  return (rows) =>
    rows.map((row) => {
      const result: Record<string, unknown> = {};
      for (let at = 0; at < columns.length; at += 1) {
        const { name, decoder } = columns[at] as { name: string; decoder: Decoder };
        const value = row[at];
        result[name] = value === null ? null : decoder.mapFromDriverValue(value);
      }
      return result;
    });
}

function decoderOf(field: unknown): Decoder | undefined {
  if (is(field, Column)) return field as Decoder;
  if (is(field, SQL)) return (field as unknown as { decoder: Decoder }).decoder;
  if (is(field, SQL.Aliased)) return (field.sql as unknown as { decoder: Decoder }).decoder;
  return undefined;
}

type Insertion = { columns: [name: string, column: AnyColumn][]; statement: Database.Statement };

const insertions = new WeakMap<Database.Database, Map<Table, Insertion>>();

/** Rows of one table by one prepared statement; done when `all` is called, as batches do (db/sqlite.ts). */
export function quickInsert(sqlite: Database.Database, table: Table, rows: Record<string, unknown>[]) {
  const known = insertions.get(sqlite) ?? new Map<Table, Insertion>();
  insertions.set(sqlite, known);
  const insertion = known.get(table) ?? insertionInto(sqlite, table);
  known.set(table, insertion);
  const { columns, statement } = insertion;
  const written = (row: Record<string, unknown>) =>
    statement.run(
      columns.map(([name, column]) => (row[name] === null ? null : column.mapToDriverValue(row[name]))),
    );
  return { all: () => rows.map(written) };
}

function insertionInto(sqlite: Database.Database, table: Table): Insertion {
  const columns = Object.entries<AnyColumn>(getTableColumns(table));
  const names = columns.map(([, { name }]) => `"${name}"`).join(", ");
  const places = columns.map(() => "?").join(", ");
  return {
    columns,
    statement: sqlite.prepare(`insert into "${getTableName(table)}" (${names}) values (${places})`),
  };
}
