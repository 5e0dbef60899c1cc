import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { quickInsert, readQuickly } from "./quick-rows.ts";
import * as tables from "./schema.sqlite.ts";
import type { Schema } from "./schema.ts";
import { type Batch, type Db, inOrder, type Store } from "./store.ts";

const now = sql.raw("cast(unixepoch('subsec') * 1000 as integer)");

type SynchronousQuery = { all: () => unknown[] };

/** Opens the embedded engine on `file`. One machine only: WAL needs shared memory. */
export function openSqlite(file: string, migrationsFolder: string): Store {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const sqlite = new Database(file);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("busy_timeout = 5000");
  sqlite.pragma("foreign_keys = ON");
  // better-sqlite3 falls back to NORMAL in WAL mode; a rotated token that rolls back after a power cut
  // is a dead connection, so FULL is set and asserted.
  sqlite.pragma("synchronous = FULL");
  if (sqlite.pragma("synchronous", { simple: true }) !== 2)
    throw new Error("SQLite refused synchronous=FULL.");

  const drizzled = drizzle({ client: sqlite });
  readQuickly((drizzled as unknown as { session: Parameters<typeof readQuickly>[0] }).session);
  const db = drizzled as unknown as Db;
  const lost = Symbol("lost the race");

  // better-sqlite3's transactions are synchronous: every statement runs to its end before the next.
  const answer = (query: PromiseLike<unknown[]>) => (query as unknown as SynchronousQuery).all();
  const run = sqlite.transaction((batch: Batch) => {
    const { first, others, closings } = inOrder(batch);
    const rows = answer(first(db));
    if (rows.length === 0) throw lost;
    for (const other of others) answer(other(db));
    for (const closing of closings) {
      const steps = closing(db);
      for (let step = steps.next(); step.done !== true; ) step = steps.next(answer(step.value));
    }
    return rows;
  });

  // A commit that is synchronised takes along whatever stands in the log before it.
  const unsynchronised = <T>(work: () => T): T => {
    sqlite.pragma("synchronous = NORMAL");
    try {
      return work();
    } finally {
      sqlite.pragma("synchronous = FULL");
    }
  };

  return {
    ...(tables as unknown as Schema),
    dialect: "sqlite",
    db,
    clock: { now: sql`${now}`, in: (ms) => sql`${now} + ${ms}` },
    now: () => null,
    atomically: async (batch, durable = "at once") => {
      try {
        const rows =
          durable === "at once" ? run.immediate(batch) : unsynchronised(() => run.immediate(batch));
        inOrder(batch).committed();
        return rows;
      } catch (error) {
        if (error === lost) return null;
        throw error;
      }
    },
    insertMany: (_, table, rows) => quickInsert(sqlite, table, rows) as unknown as PromiseLike<unknown[]>,
    migrate: async () => {
      const options = { migrationsFolder: join(migrationsFolder, "sqlite") };
      try {
        migrate(drizzled, options);
      } catch {
        // Two processes that start at once both find an empty file; the slower one sees the tables now.
        migrate(drizzled, options);
      }
    },
    ping: async () => void sqlite.prepare("select 1").get(),
    close: async () => void sqlite.close(),
  };
}
