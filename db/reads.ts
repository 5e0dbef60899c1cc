import { and, inArray, isNull, lt, or } from "drizzle-orm";
import { type Closing, type Durable, type Statement, store } from "./store.ts";

/** Tokens handed out to one API key, the last of them at an instant. */
export type Reads = { keyId: string; connectionIds: string[]; at: Date };

/** Notes when tokens were last handed out and to which key, together with their place in the audit log. */
export async function saveReads(
  reads: readonly Reads[],
  closing: Closing,
  durable: Durable = "at once",
): Promise<void> {
  const kept = await store().atomically([unconditional, ...reads.map(noted), closing], durable);
  if (kept === null) throw new Error("Reads were not kept.");
}

/** The first statement decides whether a batch is kept; this one always does. */
const unconditional: Statement = (db) => db.select({ id: store().auditHead.id }).from(store().auditHead);

const noted =
  ({ keyId, connectionIds, at }: Reads): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ lastReadAt: at, lastReadBy: keyId })
      .where(
        and(
          inArray(connections.id, connectionIds),
          or(isNull(connections.lastReadAt), lt(connections.lastReadAt, at)),
        ),
      )
      .returning({ id: connections.id });
  };
