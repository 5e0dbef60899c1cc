import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import * as tables from "./schema.postgres.ts";
import type { Db, Store } from "./store.ts";

/** Serialises migrations of several processes that start at once; any constant that is ours will do. */
const MIGRATION_LOCK = 7_214_009;

/** Opens a pool on a PostgreSQL address. */
export function openPostgres(url: string, migrationsFolder: string): Store {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 });
  // An idle client that loses its server raises here; the pool replaces it at the next use.
  pool.on("error", () => {});
  const drizzled = drizzle({ client: pool });
  const lost = Symbol("lost the race");

  return {
    ...tables,
    dialect: "postgres",
    db: drizzled,
    clock: {
      now: sql`clock_timestamp()`,
      in: (ms) => sql`clock_timestamp() + ${ms}::double precision * interval '1 millisecond'`,
    },
    atomically: async (statements) => {
      try {
        return await drizzled.transaction(async (transaction) => {
          const [first, ...others] = statements;
          const rows = await first(transaction as Db);
          if (rows.length === 0) throw lost;
          for (const other of others) await other(transaction as Db);
          return rows;
        });
      } catch (error) {
        if (error === lost) return null;
        throw error;
      }
    },
    migrate: async () => {
      const client = await pool.connect();
      try {
        await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
        await migrate(drizzle({ client }), { migrationsFolder: join(migrationsFolder, "postgres") });
      } finally {
        await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => {});
        client.release();
      }
    },
    ping: async () => void (await pool.query("select 1")),
    close: () => pool.end(),
  };
}
