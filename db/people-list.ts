import {
  type AnyColumn,
  and,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  max,
  ne,
  or,
  sql,
} from "drizzle-orm";
import { store } from "./store.ts";
import type { UserRow } from "./users.ts";

export type PeopleWish = {
  /** A part of the name or the email, or of a customer's id. */
  text: string;
  role: UserRow["role"] | null;
  state: "active" | "disabled" | "customer" | null;
};

export type ListedPerson = Pick<
  UserRow,
  "id" | "name" | "email" | "role" | "customerId" | "disabledAt" | "createdAt"
>;

/** Newest first, by keyset: a page costs the same wherever it begins. */
export async function listPeople(
  wish: PeopleWish,
  page: { limit: number; after: { createdAt: Date; id: string } | null },
): Promise<ListedPerson[]> {
  const { db, users } = store();
  const { id, name, email, role, customerId, disabledAt, createdAt } = users;
  const { after } = page;
  return db
    .select({ id, name, email, role, customerId, disabledAt, createdAt })
    .from(users)
    .where(
      and(
        fitting(wish),
        after === null
          ? undefined
          : or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id))),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(page.limit);
}

export async function countPeople(wish: PeopleWish): Promise<number> {
  const { db, users } = store();
  return db.$count(users, fitting(wish));
}

function fitting({ text, role, state }: PeopleWish) {
  const { users } = store();
  return and(
    text === ""
      ? undefined
      : or(
          holds(users.name, text),
          // A customer's email is made up; nobody finds them by it.
          and(isNull(users.customerId), holds(users.email, text)),
          holds(users.customerId, text),
        ),
    role === null ? undefined : eq(users.role, role),
    state === "disabled" ? isNotNull(users.disabledAt) : undefined,
    state === "active" ? and(isNull(users.disabledAt), isNull(users.customerId)) : undefined,
    state === "customer" ? isNotNull(users.customerId) : undefined,
  );
}

/** The text anywhere in the column, in any case; its own wildcards mean themselves. */
function holds(column: AnyColumn, text: string) {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql`lower(${column}) like ${pattern} escape '\\'`;
}

/** How many connections each of these people has that are not disconnected. */
export async function countConnectionsOf(userIds: string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { db, connections } = store();
  const rows = await db
    .select({ userId: connections.userId, n: count() })
    .from(connections)
    .where(and(inArray(connections.userId, userIds), ne(connections.status, "revoked")))
    .groupBy(connections.userId);
  return new Map(rows.map(({ userId, n }) => [userId, n]));
}

/** When each of these people last signed in, as far back as sessions are kept. */
export async function lastSignInsOf(userIds: string[]): Promise<Map<string, Date>> {
  if (userIds.length === 0) return new Map();
  const { db, sessions } = store();
  const rows = await db
    .select({ userId: sessions.userId, at: max(sessions.createdAt) })
    .from(sessions)
    .where(inArray(sessions.userId, userIds))
    .groupBy(sessions.userId);
  return new Map(rows.flatMap(({ userId, at }) => (at === null ? [] : [[userId, at] as const])));
}
