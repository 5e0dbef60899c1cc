import { defineConfig } from "drizzle-kit";

/** Migrations for the engine that DATABASE_URL names; `npm run db:generate` makes both. */
const postgres = process.env.DATABASE_URL?.startsWith("postgres") ?? false;

export default defineConfig({
  dialect: postgres ? "postgresql" : "sqlite",
  schema: postgres ? "./db/schema.postgres.ts" : "./db/schema.sqlite.ts",
  out: postgres ? "./db/migrations/postgres" : "./db/migrations/sqlite",
});
