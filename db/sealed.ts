import { and, asc, eq, getTableColumns, gt, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

/** Every column that holds vault text (its name begins with `sealed`), whatever table it is in. */

export type SealedTable = {
  name: keyof Schema;
  /** Of the primary key, which is one text in every table that seals. */
  id: string;
  columns: string[];
  /** Whether what is sealed names the row's generation. */
  generational: boolean;
};

/** Read off the schema, so that no column can be forgotten. */
export function sealedTables(tables: Schema = store()): SealedTable[] {
  return (Object.keys(tables) as (keyof Schema)[]).flatMap((name) => {
    const table = tables[name];
    if (!isTable(table)) return [];
    const all = Object.entries(getTableColumns(table));
    const columns = all.map(([column]) => column).filter((column) => /^sealed[A-Z]/.test(column));
    const id = all.find(([, column]) => column.primary)?.[0];
    if (columns.length === 0) return [];
    if (id === undefined) throw new Error(`The table ${name} seals without a primary key.`);
    return [{ name, id, columns, generational: all.some(([column]) => column === "generation") }];
  });
}

// The store has more in it than tables.
const isTable = (value: unknown): value is PgTable =>
  typeof value === "object" && value !== null && Symbol.for("drizzle:Name") in value;

/** One row's sealed texts, by column. */
export type SealedRow = { id: string; generation: number; texts: Record<string, string | null> };

const columnsOf = ({ name }: SealedTable) =>
  getTableColumns(store()[name] as unknown as PgTable) as Record<string, PgColumn>;

/** Rows after `after` that hold something sealed by another key, in the order of their ids. */
export async function listSealedOtherwise(
  table: SealedTable,
  keyId: string,
  after: string | null,
  limit: number,
): Promise<SealedRow[]> {
  const { id, of } = known(table);
  const otherwise = table.columns.map((name) =>
    and(isNotNull(of(name)), sql`not ${isSealedBy(of(name), keyId)}`),
  );
  return select(table, and(after === null ? undefined : gt(id, after), or(...otherwise)), limit);
}

export async function findSealed(table: SealedTable, id: string): Promise<SealedRow | null> {
  return (await select(table, eq(known(table).id, id), 1))[0] ?? null;
}

async function select(table: SealedTable, where: SQL | undefined, limit: number): Promise<SealedRow[]> {
  const { id, of } = known(table);
  const rows = await store()
    .db.select({
      id,
      ...(table.generational ? { generation: of("generation") } : {}),
      ...Object.fromEntries(table.columns.map((name) => [name, of(name)])),
    })
    .from(store()[table.name] as unknown as PgTable)
    .where(where)
    .orderBy(asc(id))
    .limit(limit);
  return rows.map((row) => {
    const { id, generation = 0, ...texts } = row as unknown as { id: string; generation?: number };
    return { id, generation, texts: texts as SealedRow["texts"] };
  });
}

/** Other texts for a row as it was read. */
export type Resealed = { read: SealedRow; texts: Record<string, string> };

/**
 * Puts other texts in place of those that were read. A row that has changed since is left alone: whoever
 * changed it has sealed it anew.
 */
export async function replaceSealed(table: SealedTable, resealed: Resealed[]): Promise<void> {
  const { dialect, atomically, db, rotations } = store();
  const statements = resealed.map((each) => replacing(table, each));
  // One writer at a time there, who waits for the disk at each commit.
  if (dialect === "sqlite")
    await atomically([(db) => db.select({ id: rotations.id }).from(rotations).limit(1), ...statements]);
  // Here a batch would hold rows while it waits for others that somebody else holds.
  else await Promise.all(statements.map((statement) => statement(db)));
}

const replacing =
  (table: SealedTable, { read, texts }: Resealed): Statement =>
  (db) => {
    const { id, of } = known(table);
    const same = table.columns.map((name) => {
      const text = read.texts[name] ?? null;
      return text === null ? isNull(of(name)) : eq(of(name), text);
    });
    const generation = table.generational ? eq(of("generation"), read.generation) : undefined;
    return db
      .update(store()[table.name] as unknown as PgTable)
      .set(texts)
      .where(and(eq(id, read.id), generation, ...same))
      .returning({ id });
  };

export type SealedCount = {
  /** Rows that hold something sealed by any key. */
  rows: number;
  /** The same by key; a row may be sealed by two. */
  byKey: Record<string, number>;
  /** Where the next part begins; null at the end. */
  next: string | null;
};

/** Counts a part of a table, so that nobody waits for the whole of a large one. */
export async function countSealed(
  table: SealedTable,
  keyIds: string[],
  after: string | null,
  limit: number,
): Promise<SealedCount> {
  const { id, of } = known(table);
  const { db } = store();
  const part = db
    .select({ id, ...Object.fromEntries(table.columns.map((name) => [name, of(name)])) })
    .from(store()[table.name] as unknown as PgTable)
    .where(after === null ? undefined : gt(id, after))
    .orderBy(asc(id))
    .limit(limit)
    .as("part");
  const inPart = part as unknown as Record<string, PgColumn>;
  const columns = table.columns.map((name) => inPart[name] as PgColumn);
  const rowsWhere = (...conditions: (SQL | undefined)[]) =>
    sql<number>`cast(coalesce(sum(case when ${or(...conditions)} then 1 else 0 end), 0) as integer)`;
  const [found] = await db
    .select({
      read: sql<number>`cast(count(*) as integer)`,
      last: sql<string | null>`max(${inPart.id})`,
      rows: rowsWhere(...columns.map((column) => isNotNull(column))),
      ...Object.fromEntries(
        keyIds.map((keyId) => [
          `key ${keyId}`,
          rowsWhere(...columns.map((column) => isSealedBy(column, keyId))),
        ]),
      ),
    })
    .from(part);
  const counts = found as unknown as Record<string, number> & { read: number; last: string | null };
  return {
    rows: counts.rows ?? 0,
    byKey: Object.fromEntries(keyIds.map((keyId) => [keyId, counts[`key ${keyId}`] ?? 0])),
    next: counts.read < limit ? null : counts.last,
  };
}

function known(table: SealedTable) {
  const columns = columnsOf(table);
  const of = (name: string) => columns[name] as PgColumn;
  return { id: of(table.id), of };
}

/** Not LIKE: a key's id may hold an underscore. False for what holds nothing. */
function isSealedBy(column: PgColumn, keyId: string): SQL {
  const prefix = `v1.${keyId}.`;
  return sql`(${column} is not null and substr(${column}, 1, ${sql.raw(String(prefix.length))}) = ${prefix})`;
}
