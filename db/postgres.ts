import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { engineClock } from "./engine-clock.ts";
import { EngineError } from "./outage.ts";
import * as tables from "./schema.postgres.ts";
import { type Db, inOrder, type Store } from "./store.ts";

/** Serialises migrations of several processes that start at once; any constant that is ours will do. */
const MIGRATION_LOCK = 7_214_009;
const CONNECT_MS = 5_000;
const QUERY_MS = 10_000;

/**
 * Nothing here needs a session of its own (no named statements, no session locks or settings), so that a
 * pooler in transaction mode may stand in between. Limits of time are therefore the transaction's; a
 * transaction whose process is stuck or gone lets go of its rows.
 */
const BEGIN = `begin; set local statement_timeout = ${QUERY_MS}; set local idle_in_transaction_session_timeout = ${QUERY_MS}`;

/** Opens a pool of at most `connections` on a PostgreSQL address. */
export function openPostgres(url: string, migrationsFolder: string, { connections = 10 } = {}): Store {
  const server = {
    connectionString: url,
    application_name: "patchbay",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const pool = new pg.Pool({ ...server, max: connections, query_timeout: QUERY_MS });
  // A client that loses its server says so here as well, idle or in use; unheard it would end the process.
  // Whoever waits for an answer gets the error, and the pool replaces the client at the next use.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  const db = quoteless(drizzle({ client: pool }));
  const clock = engineClock(async () => {
    const { rows } = await pool.query("select extract(epoch from clock_timestamp()) * 1000 as now");
    return Number(rows[0]?.now);
  });

  return {
    ...tables,
    dialect: "postgres",
    db,
    clock: {
      now: sql`clock_timestamp()`,
      in: (ms) => sql`clock_timestamp() + ${ms}::double precision * interval '1 millisecond'`,
    },
    now: clock.now,
    atomically: async (batch) => {
      const client = await pool.connect().catch(engineError);
      try {
        await client.query(BEGIN);
        const { first, others, closings, committed } = inOrder(batch);
        const transaction: Db = drizzle({ client });
        await first.ahead?.(transaction);
        const rows = await first(transaction);
        if (rows.length > 0) {
          for (const other of others) await other(transaction);
          for (const closing of closings) {
            const steps = closing(transaction);
            for (let step = steps.next(); step.done !== true; ) step = steps.next(await step.value);
          }
        }
        await client.query(rows.length > 0 ? "commit" : "rollback");
        client.release();
        if (rows.length > 0) committed();
        return rows.length > 0 ? rows : null;
      } catch (error) {
        // Nobody knows what state this connection is in; closing it makes the server undo what was begun.
        client.release(true);
        return engineError(error);
      }
    },
    insertMany: (handle, table, rows) =>
      handle.insert(table).values(rows).returning({ one: sql`1` }) as unknown as PromiseLike<unknown[]>,
    migrate: async () => {
      // Without a limit of time: a large table takes what it takes, and so does whoever is at it before us.
      const client = new pg.Client(server);
      client.on("error", () => {});
      try {
        await client.connect();
        await keepsCommits(client);
        await client.query("begin; set local idle_in_transaction_session_timeout = '1min'");
        await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
        // Its own commit ends the transaction that was begun here, and the lock with it.
        await migrate(drizzle({ client }), { migrationsFolder: join(migrationsFolder, "postgres") });
      } catch (error) {
        const known = new EngineError(error);
        throw known.outage ? known : error;
      } finally {
        await client.end().catch(() => {});
      }
      await clock.ask().catch(engineError);
    },
    ping: async () => void (await pool.query("select 1").catch(engineError)),
    close: async () => {
      clock.stop();
      await pool.end();
    },
  };
}

/** A rotated token that rolls back after a crash of the server is a dead connection; as on the other engine. */
async function keepsCommits(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select current_setting('synchronous_commit') as setting");
  if (rows[0]?.setting === "off")
    throw new Error("PostgreSQL must not run with synchronous_commit = off: a token could be lost.");
}

function engineError(error: unknown): never {
  throw new EngineError(error);
}

/** Drizzle's own error quotes the statement with every value; nobody above may come across it. */
function quoteless(db: NodePgDatabase): NodePgDatabase {
  const { session } = db._;
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...query) => {
    const prepared = prepare(...query);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => execute(values).catch(engineError);
    return prepared;
  };
  return db;
}
