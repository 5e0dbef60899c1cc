import { and, desc, eq, gt, isNull, lt, ne } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Along, type Db, type Statement, store } from "./store.ts";

export type UserRow = Schema["users"]["$inferSelect"];
export type NewUser = Schema["users"]["$inferInsert"];
export type SessionRow = Schema["sessions"]["$inferSelect"];

/** False when the email or the identity is taken already. */
export async function insertUser(row: NewUser, ...along: Along): Promise<boolean> {
  const { atomically, users } = store();
  const rows = await atomically([
    (db) => db.insert(users).values(row).onConflictDoNothing().returning({ id: users.id }),
    ...along,
  ]);
  return rows !== null;
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
  change: Partial<
    Pick<UserRow, "passwordHash" | "disabledAt" | "role" | "name" | "mailsNeedsYou" | "mailsEnding">
  >,
  ...along: Along
): Promise<boolean> {
  const { atomically, users } = store();
  const rows = await atomically([
    (db) => db.update(users).set(change).where(eq(users.id, id)).returning({ id: users.id }),
    ...along,
  ]);
  return rows !== null;
}

/**
 * A new password for a person whose present one is still `from`: every other session ends, and the one it was
 * changed in goes on under a new id. False when the password or the session is not what it was any more.
 */
export async function changePassword(
  userId: string,
  password: { from: string | null; to: string },
  session: { from: string; to: string },
  now: Date,
  ...along: Along
): Promise<boolean> {
  const { atomically, users, sessions } = store();
  const { passwordHash } = users;
  const same = password.from === null ? isNull(passwordHash) : eq(passwordHash, password.from);
  const own = and(eq(sessions.userId, userId), isNull(sessions.revokedAt));
  const rows = await atomically([
    (db) =>
      db
        .update(users)
        .set({ passwordHash: password.to })
        .where(and(eq(users.id, userId), same))
        .returning({ id: users.id }),
    (db) =>
      db
        .update(sessions)
        .set({ revokedAt: now })
        .where(and(own, ne(sessions.id, session.from)))
        .returning({ id: sessions.id }),
    (db) =>
      db
        .update(sessions)
        .set({ id: session.to })
        .where(and(own, eq(sessions.id, session.from)))
        .returning({ id: sessions.id }),
    ...along,
  ]);
  return rows !== null;
}

const otherAdmin = (db: Db, userId: string) => {
  const { users } = store();
  return db
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.id, userId), eq(users.role, "admin"), isNull(users.disabledAt)));
};

/** Whether somebody else administers this server too. */
export async function hasOtherAdmin(userId: string): Promise<boolean> {
  return (await otherAdmin(store().db, userId).limit(1)).length > 0;
}

export async function insertSession(row: SessionRow, ...along: Along): Promise<void> {
  const { atomically, sessions } = store();
  await atomically([(db) => db.insert(sessions).values(row).returning({ id: sessions.id }), ...along]);
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

/** The ended ones too, until they are thrown away. */
export async function listSessionsOf(userId: string): Promise<SessionRow[]> {
  const { db, sessions } = store();
  return db
    .select()
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .orderBy(desc(sessions.createdAt))
    .limit(1_000);
}

/** False when it is not one of this person's open sessions. */
export async function revokeSessionOf(
  userId: string,
  id: string,
  now: Date,
  ...along: Along
): Promise<boolean> {
  const { atomically, sessions } = store();
  const rows = await atomically([
    (db) =>
      db
        .update(sessions)
        .set({ revokedAt: now })
        .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isNull(sessions.revokedAt)))
        .returning({ id: sessions.id }),
    ...along,
  ]);
  return rows !== null;
}

export async function revokeSessionsOf(userId: string, now: Date, ...along: Along): Promise<void> {
  await store().atomically([revokeSessions(userId, now), ...along]);
}

/** Ends every open session of a person. */
export const revokeSessions =
  (userId: string, now: Date): Statement =>
  (db) => {
    const { sessions } = store();
    return db
      .update(sessions)
      .set({ revokedAt: now })
      .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
  };

export async function deleteSessionsBefore(instant: Date): Promise<void> {
  const { db, sessions } = store();
  await db.delete(sessions).where(lt(sessions.expiresAt, instant)).returning({ id: sessions.id });
}

export async function listAdministratorIds(): Promise<string[]> {
  const { db, users } = store();
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)));
  return rows.map(({ id }) => id);
}
