import * as pg from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";

/**
 * One vocabulary of columns for two engines. Queries are typed as PostgreSQL, whose builders have no
 * `.get()/.all()/.run()`, so that a habit of one engine does not compile (decision record 0002).
 */
export const postgresKit = {
  table: pg.pgTable,
  text: pg.text,
  integer: pg.integer,
  /** A whole number up to 2^53. */
  big: (name: string) => pg.bigint(name, { mode: "number" }),
  /** A primary key that counts up by itself. */
  counter: (name: string) => pg.bigserial(name, { mode: "number" }).primaryKey(),
  boolean: pg.boolean,
  /** An instant with milliseconds, a `Date` on both engines. */
  timestamp: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: "date" }),
  json: <T>(name: string) => pg.jsonb(name).$type<T>(),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
};

export type Kit = typeof postgresKit;

export const sqliteKit = {
  table: sqlite.sqliteTable,
  text: sqlite.text,
  integer: sqlite.integer,
  big: (name: string) => sqlite.integer(name),
  counter: (name: string) => sqlite.integer(name).primaryKey({ autoIncrement: true }),
  boolean: (name: string) => sqlite.integer(name, { mode: "boolean" }),
  timestamp: (name: string) => sqlite.integer(name, { mode: "timestamp_ms" }),
  json: <T>(name: string) => sqlite.text(name, { mode: "json" }).$type<T>(),
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  primaryKey: sqlite.primaryKey,
} as unknown as Kit; // The one cast: same names, same TypeScript types, another engine.
