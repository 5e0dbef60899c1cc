import { and, eq, gt, isNotNull, isNull, lt } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";
import type { UserRow } from "./users.ts";

export type ConnectSessionRow = Schema["connectSessions"]["$inferSelect"];

export const insertConnectSession =
  (row: ConnectSessionRow): Statement =>
  (db) =>
    db.insert(store().connectSessions).values(row).returning({ id: store().connectSessions.id });

/** Opens a session for the browser that came first; touches nothing for everybody after it, or too late. */
export const openConnectSession =
  (tokenHash: string, browserHash: string, now: Date, until: Date): Statement =>
  (db) => {
    const { connectSessions } = store();
    return db
      .update(connectSessions)
      .set({ browserHash, openedAt: now, expiresAt: until })
      .where(
        and(
          eq(connectSessions.tokenHash, tokenHash),
          isNull(connectSessions.openedAt),
          gt(connectSessions.expiresAt, now),
        ),
      )
      .returning();
  };

/** A session with its customer. */
export type Opened = { session: ConnectSessionRow; user: UserRow };

/** The session that a browser has open; null once it has ended or run out. */
export async function findOpenSession(id: string, browserHash: string, now: Date): Promise<Opened | null> {
  const { db, connectSessions, users } = store();
  const rows = await db
    .select({ session: connectSessions, user: users })
    .from(connectSessions)
    .innerJoin(users, eq(connectSessions.userId, users.id))
    .where(
      and(
        eq(connectSessions.id, id),
        eq(connectSessions.browserHash, browserHash),
        isNull(connectSessions.endedAt),
        gt(connectSessions.expiresAt, now),
        isNull(users.disabledAt),
        isNotNull(users.customerId),
      ),
    );
  return rows[0] ?? null;
}

export async function findConnectSession(id: string): Promise<ConnectSessionRow | null> {
  const { db, connectSessions } = store();
  const rows = await db.select().from(connectSessions).where(eq(connectSessions.id, id));
  return rows[0] ?? null;
}

export async function findConnectSessionByToken(tokenHash: string): Promise<ConnectSessionRow | null> {
  const { db, connectSessions } = store();
  const rows = await db.select().from(connectSessions).where(eq(connectSessions.tokenHash, tokenHash));
  return rows[0] ?? null;
}

/** Notes what came of it so far; a link is never forgotten for a later denial. */
export const noteOutcome =
  (id: string, outcome: NonNullable<ConnectSessionRow["outcome"]>, linkedId: string | null): Statement =>
  (db) => {
    const { connectSessions } = store();
    return db
      .update(connectSessions)
      .set(linkedId === null ? { outcome } : { outcome, linkedId })
      .where(
        and(
          eq(connectSessions.id, id),
          isNull(connectSessions.endedAt),
          linkedId === null ? isNull(connectSessions.linkedId) : undefined,
        ),
      )
      .returning({ id: connectSessions.id });
  };

export const endConnectSession =
  (id: string, now: Date): Statement =>
  (db) => {
    const { connectSessions } = store();
    return db
      .update(connectSessions)
      .set({ endedAt: now })
      .where(and(eq(connectSessions.id, id), isNull(connectSessions.endedAt)))
      .returning({ id: connectSessions.id });
  };

/** What ended or ran out before an instant; answers how many. */
export async function deleteConnectSessionsBefore(instant: Date): Promise<number> {
  const { db, connectSessions } = store();
  const rows = await db
    .delete(connectSessions)
    .where(lt(connectSessions.expiresAt, instant))
    .returning({ id: connectSessions.id });
  return rows.length;
}
