import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import { type Store, setStore } from "./store.ts";

/**
 * Opens the engine that `url` names (`file:…` or `postgres://…`), applies migrations and makes it the
 * process's store. `connections` is how many PostgreSQL may have to serve at once for this process.
 */
export async function openStore(
  url: string,
  migrationsFolder: string,
  options: { connections?: number } = {},
): Promise<Store> {
  const opened = /^postgres(ql)?:/.test(url)
    ? openPostgres(url, migrationsFolder, options)
    : openSqlite(url.replace(/^file:(\/\/)?/, ""), migrationsFolder);
  try {
    await opened.migrate();
  } catch (error) {
    await opened.close();
    throw error;
  }
  setStore(opened);
  return opened;
}
