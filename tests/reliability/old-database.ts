import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../scripts/lib/root.mjs";
import { type Engine, freshDatabase, query } from "../rig/database.ts";
import type { Child } from "./children.ts";

/** A database as the very first version left it, with somebody in it. */

const folderOfAll = inRoot("db", "migrations");

type Journal = { entries: { tag: string }[] };

/** The migrations up to and with the first one. */
export function firstMigration(engine: Engine, folder: string): string {
  const only = join(folder, "first-migration");
  cpSync(folderOfAll, only, { recursive: true });
  const file = join(only, engine, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8")) as Journal;
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  return only;
}

export const migrationsOf = (engine: Engine): number =>
  (JSON.parse(readFileSync(join(folderOfAll, engine, "meta", "_journal.json"), "utf8")) as Journal).entries
    .length;

export async function oldDatabase(engine: Engine, folder: string, migrations: string, child: Child) {
  const database = await freshDatabase(engine, folder);
  await child.must("migrate", database.url, migrations);
  const [at, no] = engine === "postgres" ? ["now()", "false"] : ["0", "0"];
  await query(
    database.url,
    `INSERT INTO users (id, email, name, role, created_at) VALUES ('sam', 'sam@example.com', 'Sam', 'user', ${at})`,
  );
  await query(
    database.url,
    `INSERT INTO connections (id, user_id, provider, account_id, account_name, status, generation, renewable, failures, linked_at, created_at)
     VALUES ('c', 'sam', 'p', '1', 'Acme', 'active', 7, ${no}, 0, ${at}, ${at})`,
  );
  return database;
}

/** How many migrations it has had, and what is left of who was in it. */
export async function stateOf(engine: Engine, url: string) {
  const table = engine === "postgres" ? "drizzle.__drizzle_migrations" : "__drizzle_migrations";
  const [migrations] = await query(url, `SELECT count(*) AS n FROM ${table}`);
  const people = await query(url, "SELECT id, email FROM users");
  const connections = await query(url, "SELECT id, generation FROM connections");
  return { migrations: Number(migrations?.n), people, connections };
}
