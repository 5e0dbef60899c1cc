import { and, asc, eq, gte, lt, lte, ne, notExists, or } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

type InstallationRow = Schema["installations"]["$inferSelect"];

/** Writes an installation down; of two of the same account the newer stays, and nothing is touched. */
export const offerInstallation =
  (row: InstallationRow): Statement =>
  (db) => {
    const { installations } = store();
    const { originId, installedAt } = row;
    return db
      .insert(installations)
      .values(row)
      .onConflictDoUpdate({
        target: [installations.provider, installations.accountId],
        set: { originId, installedAt },
        setWhere: lt(installations.installedAt, installedAt),
      })
      .returning({ id: installations.id });
  };

/** Linked, and so claimed; or, with `until`, removed at that instant. */
export const deleteInstallation =
  (provider: string, accountId: string, until?: Date): Statement =>
  (db) => {
    const { installations } = store();
    return db
      .delete(installations)
      .where(
        and(
          eq(installations.provider, provider),
          eq(installations.accountId, accountId),
          until === undefined ? undefined : lte(installations.installedAt, until),
        ),
      )
      .returning({ id: installations.id });
  };

/** Oldest first: what was not linked since and belongs to no connection that goes on. */
export async function listUnclaimed(limit: number): Promise<InstallationRow[]> {
  const { db, installations, connections } = store();
  const claim = db
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.provider, installations.provider),
        eq(connections.accountId, installations.accountId),
        or(ne(connections.status, "revoked"), gte(connections.linkedAt, installations.installedAt)),
      ),
    );
  return db
    .select()
    .from(installations)
    .where(notExists(claim))
    .orderBy(asc(installations.installedAt), asc(installations.id))
    .limit(limit);
}
