import { type AnyColumn, and, asc, eq, exists, isNotNull, isNull, ne, or } from "drizzle-orm";
import { type Db, store } from "./store.ts";

/** Who administers the server, and the condition of every change after which nobody might be left to. */

const MOST_ADMINISTRATORS = 10_000;

/** They do not administer, or somebody else does too. */
export function spared(db: Db, userId: string) {
  const { users } = store();
  return or(ne(users.role, "admin"), isNotNull(users.disabledAt), exists(otherAdministrators(db, userId)));
}

/**
 * SQLite has one writer at a time. PostgreSQL lets several decide at once, so there everybody who decides
 * takes the administrators first, always in the same order: the second waits, and then sees what the first did.
 */
function otherAdministrators(db: Db, userId: string) {
  const { users, dialect } = store();
  const administrators = db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    // Without it PostgreSQL asks for the others only, each in another order, and two who wait for each other fail.
    .limit(MOST_ADMINISTRATORS);
  const held = (dialect === "postgres" ? administrators.for("update") : administrators).as("administrators");
  return db.select({ id: held.id }).from(held).where(ne(held.id, userId));
}

/**
 * Takes a person before they are deleted. A link of theirs that is being written holds them, or its own row,
 * until it is there; it would go with them, its keys still good at the vendor, if nobody waited for it. Their
 * connections first, as whatever changes a connection goes; the administrators with them, so that everybody
 * takes people in the same order.
 */
export const takePerson = (userId: string) => async (db: Db) => {
  const { users, connections } = store();
  await db
    .select({ id: connections.id })
    .from(connections)
    .where(eq(connections.userId, userId))
    .orderBy(asc(connections.id))
    .for("update");
  return db
    .select({ id: users.id })
    .from(users)
    .where(or(eq(users.id, userId), and(eq(users.role, "admin"), isNull(users.disabledAt))))
    .orderBy(asc(users.id))
    .for("update");
};

/** The administrator of that id, if they are one at this moment. */
export function administrator(db: Db, userId: string | AnyColumn) {
  const { users } = store();
  return db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.role, "admin"), isNull(users.disabledAt)));
}

export async function isAdministrator(userId: string): Promise<boolean> {
  return (await administrator(store().db, userId)).length > 0;
}
