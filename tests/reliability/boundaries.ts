import { AsyncLocalStorage } from "node:async_hooks";
import type { Db, Store } from "#db/store";
import type { Process } from "./process.ts";

/** Everything that one act (a read, a button, a webhook) does, so that a test can stop it between two steps. */
export type Act = {
  kind: string;
  process: Process;
  /** Its process was killed: it takes no further step. */
  dead: boolean;
  /** The generation whose renewal it has claimed. */
  claimed: number | null;
};

const current = new AsyncLocalStorage<Act>();

export const doing = <T>(act: Act, work: () => Promise<T>): Promise<T> => current.run(act, work);
export const whoActs = (): Act | undefined => current.getStore();

const never = new Promise<never>(() => {});

/** Waits for its turn; an act whose process has died meanwhile waits for ever. */
export async function boundary(turn: () => Promise<unknown>): Promise<void> {
  await turn();
  if (current.getStore()?.dead) await never;
}

let running = 0;
/** Whether the engine is at a statement of somebody's. */
export const isEngineBusy = () => running > 0;

async function counted<T>(work: PromiseLike<T>): Promise<T> {
  running += 1;
  try {
    return await work;
  } finally {
    running -= 1;
  }
}

/** The store with a turn to be waited for before each statement and each batch, and a look after each change. */
export function scheduled(opened: Store, turn: (what: string) => Promise<unknown>, look: () => void): Store {
  return {
    ...opened,
    db: {
      ...opened.db,
      select: (...given: []) => chained(opened.db.select(...given), "read"),
      update: (table: Parameters<Db["update"]>[0]) => chained(opened.db.update(table), "claim"),
      delete: (table: Parameters<Db["delete"]>[0]) => chained(opened.db.delete(table), "delete"),
      insert: (table: Parameters<Db["insert"]>[0]) => chained(opened.db.insert(table), "insert"),
    } as unknown as Db,
    atomically: async (statements) => {
      await boundary(() => turn("batch"));
      const rows = counted(opened.atomically(statements));
      // The embedded engine has committed by now, and nobody else has gone on meanwhile.
      look();
      return rows;
    },
  };

  function chained<T extends object>(builder: T, what: string): T {
    return new Proxy(builder, {
      get(target, key) {
        const value = Reflect.get(target, key, target) as unknown;
        if (typeof value !== "function") return value;
        if (key === "then")
          return (...settle: []) => run(target as PromiseLike<unknown>, what).then(...settle);
        return (...given: unknown[]) => {
          const next = value.apply(target, given) as unknown;
          return typeof next === "object" && next !== null ? chained(next, what) : next;
        };
      },
    });
  }

  async function run(statement: PromiseLike<unknown>, what: string): Promise<unknown> {
    await boundary(() => turn(what));
    const rows = await counted(statement);
    const act = current.getStore();
    const [first] = rows as { intent?: unknown; generation?: number }[];
    if (what === "claim" && act !== undefined && first?.intent) act.claimed = first.generation ?? null;
    if (what !== "read") look();
    return rows;
  }
}
