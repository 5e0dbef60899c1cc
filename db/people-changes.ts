import { and, eq, isNotNull, isNull, ne, notExists } from "drizzle-orm";
import { spared, takePerson } from "./administrators.ts";
import { type Db, type Statement, store } from "./store.ts";
import type { UserRow } from "./users.ts";

/**
 * What administrators change about people. Each change that could leave nobody to administer the server says
 * so in its own condition, so that of two at the same moment the second finds out.
 */

/** Another role; touches nothing for a customer, who has no sign-in, nor for the last administrator. */
export const changeRole =
  (userId: string, role: UserRow["role"]): Statement =>
  (db) => {
    const { users } = store();
    return db
      .update(users)
      .set({ role })
      .where(
        and(
          eq(users.id, userId),
          ne(users.role, role),
          isNull(users.customerId),
          role === "admin" ? undefined : spared(db, userId),
        ),
      )
      .returning({ id: users.id });
  };

export const disablePerson =
  (userId: string, at: Date): Statement =>
  (db) => {
    const { users } = store();
    return db
      .update(users)
      .set({ disabledAt: at })
      .where(
        and(eq(users.id, userId), isNull(users.disabledAt), isNull(users.customerId), spared(db, userId)),
      )
      .returning({ id: users.id });
  };

export const enablePerson =
  (userId: string): Statement =>
  (db) => {
    const { users } = store();
    return db
      .update(users)
      .set({ disabledAt: null })
      .where(and(eq(users.id, userId), isNotNull(users.disabledAt)))
      .returning({ id: users.id });
  };

/** Deletes a person and all that is theirs; touches nothing while a connection of theirs still holds keys. */
export const deletePerson = (userId: string): Statement =>
  Object.assign(
    (db: Db) => {
      const { users, connections } = store();
      const linked = db
        .select({ id: connections.id })
        .from(connections)
        .where(and(eq(connections.userId, userId), ne(connections.status, "revoked")));
      return db
        .delete(users)
        .where(and(eq(users.id, userId), spared(db, userId), notExists(linked)))
        .returning({ id: users.id });
    },
    { ahead: takePerson(userId) },
  );

/** Sets a password for somebody who has a sign-in and is not shut out. */
export const replacePassword =
  (userId: string, passwordHash: string): Statement =>
  (db) => {
    const { users } = store();
    return db
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, userId), isNull(users.disabledAt), isNull(users.customerId)))
      .returning({ id: users.id });
  };

/** Ends every open session of a person, or one of them. */
export const endSessions =
  (userId: string, at: Date, sessionId?: string): Statement =>
  (db) => {
    const { sessions } = store();
    return db
      .update(sessions)
      .set({ revokedAt: at })
      .where(
        and(
          eq(sessions.userId, userId),
          isNull(sessions.revokedAt),
          sessionId === undefined ? undefined : eq(sessions.id, sessionId),
        ),
      )
      .returning({ id: sessions.id });
  };
