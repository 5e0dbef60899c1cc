import "#lib/server-only";
import { type Batch, store } from "#db/store";
import { log } from "#lib/log";
import { world } from "#lib/world";

const PAUSE_MS = 250;

/**
 * Commits what a vendor has answered. It may be the only copy of a token, so a full disk or a database
 * that restarts is waited for until `deadline` (by performance.now()); then the error is thrown.
 */
export async function persist(deadline: number, batch: Batch): Promise<unknown[] | null> {
  for (;;) {
    try {
      return await store().atomically(batch);
    } catch (error) {
      if (performance.now() + PAUSE_MS > deadline) throw error;
      log.error({ error: (error as Error).name }, "An answer could not be stored; it is tried again.");
      await world().pause(PAUSE_MS);
    }
  }
}
