import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import { store } from "#db/store";

/** The engine behind the store of this process. */
export const sqliteOf = () => (store().db as unknown as { $client: Database.Database }).$client;

const NO_LIMIT = 1_073_741_823;

/**
 * SQLite may not take another page, and what room there was in the events' pages is used up: whatever has
 * an event to write meets a real SQLITE_FULL. After a while the disk has room again.
 */
export function fillDisk(connectionId: string, forMs: number): void {
  const sqlite = sqliteOf();
  sqlite.pragma(`max_page_count = ${sqlite.pragma("page_count", { simple: true })}`);
  const insert = sqlite.prepare(
    "INSERT INTO events (id, connection_id, kind, at, data) VALUES (?, ?, 'filler', 0, '{}')",
  );
  try {
    for (;;) insert.run(randomUUID(), connectionId);
  } catch (error) {
    if ((error as { code?: string }).code !== "SQLITE_FULL") throw error;
  }
  setTimeout(() => sqlite.pragma(`max_page_count = ${NO_LIMIT}`), forMs);
}
