import { subscribe } from "node:diagnostics_channel";
import Database from "better-sqlite3";
import pg from "pg";
import { type Db, type Statement, type Store, setStore, store } from "#db/store";

/**
 * Every point worth dying at, seen from inside the process and without a hook in the product: before and
 * after each statement, inside each batch, and around each request to a vendor as the HTTP client itself
 * reports it. Points are counted in the order in which they are reached.
 */

export type Side = "before" | "sent" | "answering" | "inside" | "after";
/** `what` names the table or the address: "update connections", "POST api.example.com/token". */
export type Point = { what: string; side: Side };

/** What happens on reaching the point of that number: death, standing still until somebody says otherwise, or an act. */
export type Fate = { at: number } & ({ signal: "SIGKILL" | "SIGSTOP" } | { act: () => void });

let points: Point[] = [];
let fate: Fate | null = null;

/** Counts anew from here. */
export function expectFate(next: Fate | null): void {
  points = [];
  fate = next;
}

export const reached = (): Point[] => points;

function reach(what: string, side: Side): void {
  points.push({ what, side });
  if (fate?.at !== points.length - 1) return;
  // A signal to oneself is delivered before kill(2) returns.
  if ("signal" in fate) process.kill(process.pid, fate.signal);
  else fate.act();
}

/** From now on the store and the network of this process are watched. */
export function watchBoundaries(): void {
  watchNetwork();
  const real = store();
  setStore({ ...real, db: watchedDb(real.db), atomically: watchedBatches(real) });
}

/** The engine's own statements, for what happens before there is a store: migrations. */
export function watchEngine(): void {
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, text: string) {
    reach(beginning(text), "before");
    return prepare.call(this, text);
  } as typeof prepare;
  const client = pg.Client.prototype as {
    query: (given: string | { text: string }, ...rest: unknown[]) => unknown;
  };
  const { query } = client;
  client.query = function (given, ...rest) {
    reach(beginning(typeof given === "string" ? given : given.text), "before");
    return query.call(this, given, ...rest);
  };
}

const beginning = (text: string) => text.trim().replace(/\s+/g, " ").slice(0, 60);

type Told = { request: { method: string; path: string } };

function watchNetwork(): void {
  const sides = { create: "before", bodySent: "sent", headers: "answering", trailers: "after" } as const;
  for (const [name, side] of Object.entries(sides))
    subscribe(`undici:request:${name}`, (message) => {
      const { method, path } = (message as Told).request;
      reach(`${method} ${path.slice(1).split("?")[0]}`, side);
    });
}

function watchedBatches(real: Store): Store["atomically"] {
  return async ([first, ...others]) => {
    reach("batch", "before");
    const rows = await real.atomically([watchedInside(first), ...others]);
    reach("batch", "after");
    return rows;
  };
}

/** Between the first statement of a transaction and its commit. */
const watchedInside =
  (statement: Statement): Statement =>
  (db) =>
    new Proxy(statement(db) as object, {
      get(query, name) {
        const value = Reflect.get(query, name, query);
        if (typeof value !== "function") return value;
        // SQLite runs it at once (`all`), PostgreSQL when it is awaited.
        if (name === "all")
          return () => {
            const rows = value.call(query);
            reach("batch", "inside");
            return rows;
          };
        if (name === "then") return thenOf(query as PromiseLike<unknown>, () => reach("batch", "inside"));
        return value.bind(query);
      },
    }) as ReturnType<Statement>;

const thenOf =
  (query: PromiseLike<unknown>, done: () => void): PromiseLike<unknown>["then"] =>
  (resolve, reject) =>
    Promise.resolve(query)
      .then((rows) => {
        done();
        return rows;
      })
      .then(resolve, reject);

function watchedDb(db: Db): Db {
  return new Proxy(db, {
    get(target, verb) {
      const value = Reflect.get(target, verb, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => watchedQuery(value.apply(target, args), String(verb), tableOf(args[0]));
    },
  });
}

const NAME = Symbol.for("drizzle:Name");

const tableOf = (given: unknown): string =>
  typeof given === "object" && given !== null && NAME in given ? String(given[NAME]) : "";

/** A query while it is built; it is run when it is awaited. */
function watchedQuery(query: object, verb: string, table: string): object {
  return new Proxy(query, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name === "then")
        return (...handlers: Parameters<PromiseLike<unknown>["then"]>) => {
          reach(`${verb} ${table}`, "before");
          return thenOf(target as PromiseLike<unknown>, () => reach(`${verb} ${table}`, "after"))(
            ...handlers,
          );
        };
      return (...args: unknown[]) => {
        const next = value.apply(target, args);
        // A query used inside another one is not run by itself.
        if (typeof next !== "object" || next === null || name === "as" || name === "getSQL") return next;
        return watchedQuery(next, verb, name === "from" ? tableOf(args[0]) : table);
      };
    },
  });
}
