import { eq, sql } from "drizzle-orm";
import { type Statement, store } from "./store.ts";

export type ScopeUse = { connectionId: string; scope: string; uses: number; lastUsedAt: Date };

/** Adds uses of scopes; what was deleted meanwhile is left alone. */
export async function noteScopeUses(uses: readonly ScopeUse[]): Promise<void> {
  for (const use of uses) await store().atomically([connectionOf(use), noted(use)]);
}

const connectionOf =
  ({ connectionId }: ScopeUse): Statement =>
  (db) => {
    const { connections } = store();
    return db.select({ id: connections.id }).from(connections).where(eq(connections.id, connectionId));
  };

const noted =
  (use: ScopeUse): Statement =>
  (db) => {
    const { scopeUses } = store();
    return db
      .insert(scopeUses)
      .values(use)
      .onConflictDoUpdate({
        target: [scopeUses.connectionId, scopeUses.scope],
        set: { uses: sql`${scopeUses.uses} + ${use.uses}`, lastUsedAt: use.lastUsedAt },
      })
      .returning({ scope: scopeUses.scope });
  };

/** When each scope of a connection was last needed. */
export async function listScopeUses(connectionId: string): Promise<ScopeUse[]> {
  const { db, scopeUses } = store();
  return db.select().from(scopeUses).where(eq(scopeUses.connectionId, connectionId));
}
