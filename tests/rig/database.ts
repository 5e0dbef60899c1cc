import { randomBytes } from "node:crypto";
import { join } from "node:path";
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
  // FORCE, since an app that was killed may not have closed its connections yet.
  return { url: url.href, drop: () => ask(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function ask(server: string, statement: string) {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
