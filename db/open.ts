import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import { type Store, setStore } from "./store.ts";

/**
 * Opens the engine that `url` names (`file:…` or `postgres://…`), applies migrations and makes it the
 * process's store.
 */
export async function openStore(url: string, migrationsFolder: string): Promise<Store> {
  const opened = /^postgres(ql)?:/.test(url)
    ? openPostgres(url, migrationsFolder)
    : openSqlite(url.replace(/^file:(\/\/)?/, ""), migrationsFolder);
  await opened.migrate();
  setStore(opened);
  return opened;
}
