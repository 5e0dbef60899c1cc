import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type UserRow = Schema["users"]["$inferSelect"];
export type NewUser = Schema["users"]["$inferInsert"];
export type SessionRow = Schema["sessions"]["$inferSelect"];

/** False when the e-mail or the identity is taken already. */
export async function insertUser(row: NewUser): Promise<boolean> {
  const { db, users } = store();
  const rows = await db.insert(users).values(row).onConflictDoNothing().returning({ id: users.id });
  return rows.length > 0;
}

export async function findUserByEmail(email: string): Promise<UserRow | null> {
  const { db, users } = store();
  const rows = await db.select().from(users).where(eq(users.email, email));
  return rows[0] ?? null;
}

export async function findUserBySubject(subject: string): Promise<UserRow | null> {
  const { db, users } = store();
  const rows = await db.select().from(users).where(eq(users.subject, subject));
  return rows[0] ?? null;
}

export async function findUser(id: string): Promise<UserRow | null> {
  const { db, users } = store();
  const rows = await db.select().from(users).where(eq(users.id, id));
  return rows[0] ?? null;
}

export async function anyUser(): Promise<boolean> {
  const { db, users } = store();
  return (await db.select({ id: users.id }).from(users).limit(1)).length > 0;
}

export async function updateUser(
  id: string,
  change: Partial<Pick<UserRow, "passwordHash" | "disabledAt" | "role" | "name">>,
): Promise<boolean> {
  const { db, users } = store();
  const rows = await db.update(users).set(change).where(eq(users.id, id)).returning({ id: users.id });
  return rows.length > 0;
}

export async function insertSession(row: SessionRow): Promise<void> {
  const { db, sessions } = store();
  await db.insert(sessions).values(row).returning({ id: sessions.id });
}

/** The session with its person, if both are alive at this moment. Asked on every request. */
export async function findLiveSession(
  id: string,
  now: Date,
): Promise<{ session: SessionRow; user: UserRow } | null> {
  const { db, sessions, users } = store();
  const rows = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, id),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        isNull(users.disabledAt),
      ),
    );
  return rows[0] ?? null;
}

export async function listLiveSessions(userId: string, now: Date): Promise<SessionRow[]> {
  const { db, sessions } = store();
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt))
    .limit(50);
}

export async function revokeSession(id: string, now: Date): Promise<void> {
  const { db, sessions } = store();
  await db.update(sessions).set({ revokedAt: now }).where(eq(sessions.id, id)).returning({ id: sessions.id });
}

export async function revokeSessionsOf(userId: string, now: Date): Promise<void> {
  const { db, sessions } = store();
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
}

export async function deleteSessionsBefore(instant: Date): Promise<void> {
  const { db, sessions } = store();
  await db.delete(sessions).where(lt(sessions.expiresAt, instant)).returning({ id: sessions.id });
}
