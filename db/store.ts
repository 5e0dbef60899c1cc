import type { SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Schema } from "./schema.ts";

/** The part of Drizzle that behaves the same on both engines: no transaction, no execute, no .get(). */
export type Db = Pick<NodePgDatabase, "select" | "insert" | "update" | "delete" | "$count">;

/** A statement to be built on the handle it is given; it ends in `.returning(…)`. */
export type Statement = {
  (db: Db): PromiseLike<unknown[]>;
  /** Called once the batch that it is part of has been committed. */
  committed?: () => void;
  /**
   * For the first of a batch: what it takes before it looks, so that its condition sees what others were about
   * to commit. Of use only where several write at once, which is PostgreSQL.
   */
  ahead?: (db: Db) => PromiseLike<unknown[]>;
};

/**
 * What closes a batch: statements of which the later ones need what the earlier ones answered. They run after
 * all others, so that what every writer takes (the end of the audit chain) is taken last, never waited for
 * while holding what somebody else waits for.
 */
export type Closing = { closing: (db: Db) => Generator<PromiseLike<unknown[]>, void, unknown[]> };

/** What is committed together with a change, or not at all. */
export type Along = (Statement | Closing)[];

/** What belongs to one change: the first statement decides, closings come last. */
export type Batch = [Statement, ...Along];

/** A batch in the order in which it runs; `committed` is for afterwards. */
export function inOrder([first, ...rest]: Batch) {
  const others = rest.filter((each) => typeof each === "function");
  return {
    first,
    others,
    closings: rest.filter((each) => typeof each !== "function").map(({ closing }) => closing),
    committed: () => {
      for (const statement of [first, ...others]) statement.committed?.();
    },
  };
}

/**
 * When a batch has to be on the disk. "with the next": not before a later batch is that does not say so. No death of
 * the process takes it back, but a machine that loses its power may; an engine may take it for "at once".
 */
export type Durable = "at once" | "with the next";

export type Store = Schema & {
  dialect: "sqlite" | "postgres";
  db: Db;
  /**
   * The engine's own clock, which all processes share; for leases. On PostgreSQL it is the database
   * server's, so that machines whose clocks differ agree.
   */
  clock: { now: SQL<Date>; in: (ms: number) => SQL<Date> };
  /** The same clock without a question; null where the engine has none but the machine's. */
  now: () => Date | null;
  /**
   * Runs the statements as one transaction. The first is the conditional change: when it touches no row,
   * everything is rolled back and the answer is null ("lost the race"); else the answer is its rows.
   */
  atomically: (batch: Batch, durable?: Durable) => Promise<unknown[] | null>;
  /** Part of a batch: rows of one table, all columns given, in the way that the engine takes them in fastest. */
  insertMany: <T extends PgTable>(db: Db, table: T, rows: T["$inferSelect"][]) => PromiseLike<unknown[]>;
  migrate: () => Promise<void>;
  /** Answers when the engine does. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
};

// Next bundles its own copy of this module beside the server's, so the one handle lives on globalThis.
const holder = globalThis as typeof globalThis & { patchbayStore?: Store };

/** The opened store; opening is the business of lib/boot.ts. */
export function store(): Store {
  if (holder.patchbayStore === undefined) throw new Error("The database was used before it was opened.");
  return holder.patchbayStore;
}

/** The engine's time, which every process of an installation shares; null before it is opened too. */
export const engineNow = (): Date | null => holder.patchbayStore?.now() ?? null;

export function setStore(opened: Store | undefined): void {
  if (opened === undefined) delete holder.patchbayStore;
  else holder.patchbayStore = opened;
}
