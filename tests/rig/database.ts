import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";

export type Engine = "sqlite" | "postgres";

export const testEngine = (): Engine => (process.env.TEST_ENGINE === "postgres" ? "postgres" : "sqlite");

/** An empty database of one's own; `drop` leaves nothing behind. */
export async function freshDatabase(engine: Engine, folder: string) {
  if (engine === "sqlite") return { url: `file:${join(folder, "patchbay.db")}`, drop: async () => {} };

  const server = process.env.TEST_DATABASE_URL;
  if (!server)
    throw new Error("Tests on PostgreSQL need TEST_DATABASE_URL; `npm test` starts one and sets it.");
  const name = `patchbay_test_${randomBytes(6).toString("hex")}`;
  await ask(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await pools.get(url.href)?.end();
      pools.delete(url.href);
      // FORCE, since an app that was killed may not have closed its connections yet.
      await ask(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Connecting costs PostgreSQL a process and both sides a proof of the password, a look into a table next to nothing. */
const pools = new Map<string, pg.Pool>();

async function ask(server: string, statement: string): Promise<Row[]> {
  const pool = pools.get(server) ?? new pg.Pool({ connectionString: server, max: 2, allowExitOnIdle: true });
  // A connection that a test cuts off is opened anew when it is needed.
  if (!pools.has(server)) pool.on("error", () => {});
  pools.set(server, pool);
  return (await pool.query(statement)).rows;
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows the columns it asked for.
export type Row = Record<string, any>;

/** Looks into the app's database behind its back; a statement without rows answers none. */
export async function query(url: string, statement: string): Promise<Row[]> {
  if (!url.startsWith("file:")) return ask(url, statement);
  const sqlite = new Database(url.slice("file:".length), { timeout: 5_000 });
  try {
    const prepared = sqlite.prepare(statement);
    if (prepared.reader) return prepared.all() as Row[];
    prepared.run();
    return [];
  } finally {
    sqlite.close();
  }
}

/** Every table with every row, as the engine keeps them. */
export async function dump(url: string): Promise<Record<string, Row[]>> {
  const names = url.startsWith("file:")
    ? "SELECT name FROM sqlite_master WHERE type = 'table'"
    : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'";
  const tables = (await query(url, names)).map(({ name }) => String(name));
  const pairs = tables.map(async (table) => [table, await query(url, `SELECT * FROM "${table}"`)]);
  return Object.fromEntries(await Promise.all(pairs));
}
