import { Column, is, SQL } from "drizzle-orm";

/**
 * Drizzle looks at the class of each column again for each row it reads, which takes longer than the embedded
 * engine takes to find the row. Here that is done once for each statement.
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
