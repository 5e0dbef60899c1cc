import { and, eq, isNull, lt, or } from "drizzle-orm";
import { type Statement, store } from "./store.ts";

/** A token handed out to an API key. */
export type Read = { connectionId: string; keyId: string; at: Date };

const AT_ONCE = 200;

/** Notes the last read of each connection; a few hundred to a transaction, so that nobody waits long for it. */
export async function noteReads(reads: readonly Read[]): Promise<void> {
  for (let from = 0; from < reads.length; from += AT_ONCE) {
    const [first, ...others] = reads.slice(from, from + AT_ONCE).map(noteRead);
    // The first decides whether a batch is kept; here none depends on another.
    if (first !== undefined) await store().atomically([anyRow, first, ...others]);
  }
}

const anyRow: Statement = (db) => db.select({ id: store().apiKeys.id }).from(store().apiKeys).limit(1);

const noteRead =
  ({ connectionId, keyId, at }: Read): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ lastReadAt: at, lastReadBy: keyId })
      .where(
        and(
          eq(connections.id, connectionId),
          or(isNull(connections.lastReadAt), lt(connections.lastReadAt, at)),
        ),
      )
      .returning({ id: connections.id });
  };
