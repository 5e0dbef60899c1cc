import { and, asc, eq, gt, inArray, isNotNull, lte, or, sql } from "drizzle-orm";
import { foundBy } from "./found-by.ts";
import { prepared, UNNAMED } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type ConnectionRow = Schema["connections"]["$inferSelect"];
export type NewConnection = Schema["connections"]["$inferInsert"];

/** How far an API key sees: connections of these vendors and of these owners; null: of all. */
export type KeyReach = { providers: readonly string[] | null; owners: readonly string[] | null };

/**
 * Who looks: a person, an API key, or Patchbay itself ("everyone"). Every query on connections takes one. A person
 * sees their own, unless they look as an administrator (lib/people/administrator.ts).
 */
export type Viewer = { userId: string; sees?: "everyone" } | KeyReach | "everyone";

export const visible = (viewer: Viewer) => {
  const { connections } = store();
  if (viewer === "everyone") return undefined;
  if ("userId" in viewer)
    return viewer.sees === "everyone" ? undefined : eq(connections.userId, viewer.userId);
  const { providers, owners } = viewer;
  return and(
    providers === null ? undefined : inArray(connections.provider, [...providers]),
    owners === null ? undefined : inArray(connections.userId, [...owners]),
  );
};

/** The same of a row that is here already; tests/unit/viewers.test.ts holds the two together. */
export function isVisible(viewer: Viewer, row: Pick<ConnectionRow, "userId" | "provider">): boolean {
  if (viewer === "everyone") return true;
  if ("userId" in viewer) return viewer.sees === "everyone" || row.userId === viewer.userId;
  const { providers, owners } = viewer;
  return (providers?.includes(row.provider) ?? true) && (owners?.includes(row.userId) ?? true);
}

const byId = prepared(({ db, connections }) =>
  db
    .select()
    .from(connections)
    .where(eq(connections.id, sql.placeholder("id")))
    .prepare(UNNAMED),
);

export async function findConnection(viewer: Viewer, id: string): Promise<ConnectionRow | null> {
  const [row] = await byId().execute({ id });
  return row !== undefined && isVisible(viewer, row) ? row : null;
}

/** What a token read needs, which is half of a row: the keys that renew stay where they are. */
const read = [
  "id",
  "userId",
  "provider",
  "accountName",
  "label",
  "status",
  "generation",
  "sealedAccessToken",
  "expiresAt",
  "issuedAt",
  "renewable",
  "requestedScopes",
  "grantedScopes",
  "leaseOwner",
  "leaseUntil",
  "failureCode",
  "failedAt",
  "provedAt",
  "dueAt",
  "receipt",
  "lastReadAt",
  "lastReadBy",
  "linkedAt",
] as const satisfies (keyof ConnectionRow)[];

export type TokenRow = Pick<ConnectionRow, (typeof read)[number]>;

const tokenById = prepared(({ db, connections }) =>
  db
    .select(columnsOf(connections, read))
    .from(connections)
    .where(eq(connections.id, sql.placeholder("id")))
    .prepare(UNNAMED),
);

export async function findForToken(viewer: Viewer, id: string): Promise<TokenRow | null> {
  const [row] = await tokenById().execute({ id });
  return row !== undefined && isVisible(viewer, row) ? row : null;
}

function columnsOf<Name extends keyof ConnectionRow>(
  connections: Schema["connections"],
  names: readonly Name[],
): Pick<Schema["connections"], Name> {
  return Object.fromEntries(names.map((name) => [name, connections[name]])) as never;
}

export async function findByAccount(
  viewer: { userId: string },
  provider: string,
  accountId: string,
): Promise<ConnectionRow | null> {
  const { db, connections } = store();
  const rows = await db
    .select()
    .from(connections)
    .where(and(visible(viewer), eq(connections.provider, provider), eq(connections.accountId, accountId)));
  return rows[0] ?? null;
}

export type Page = {
  limit: number;
  after?: { createdAt: Date; id: string } | undefined;
  provider?: string | undefined;
  accountId?: string | undefined;
  ownerId?: string | undefined;
  status?: ConnectionRow["status"] | undefined;
};

/** Oldest first, by keyset: a page costs the same wherever it begins. */
export async function listConnections(viewer: Viewer, page: Page): Promise<ConnectionRow[]> {
  const { db, connections } = store();
  const { after, provider, accountId, ownerId, status } = page;
  return db
    .select()
    .from(connections)
    .where(
      and(
        visible(viewer),
        provider === undefined ? undefined : eq(connections.provider, provider),
        accountId === undefined ? undefined : eq(connections.accountId, accountId),
        ownerId === undefined ? undefined : eq(connections.userId, ownerId),
        status === undefined ? undefined : eq(connections.status, status),
        after === undefined
          ? undefined
          : or(
              gt(connections.createdAt, after.createdAt),
              and(eq(connections.createdAt, after.createdAt), gt(connections.id, after.id)),
            ),
      ),
    )
    .orderBy(asc(connections.createdAt), asc(connections.id))
    .limit(page.limit);
}

export type ConnectionFacts = Pick<ConnectionRow, (typeof facts)[number]>;

/** What says how a connection stands and what it is called. */
const facts = [
  "id",
  "provider",
  "accountId",
  "accountName",
  "accountUrl",
  "label",
  "status",
  "expiresAt",
  "issuedAt",
  "renewable",
  "leaseOwner",
  "failureCode",
  "failedAt",
  "retryAt",
  "provedAt",
  "dueAt",
  "receipt",
  "linkedAt",
] as const satisfies (keyof ConnectionRow)[];

/** The facts of all of them, oldest first: half of what a row costs is keys and permissions. */
export async function listFacts(viewer: Viewer, limit: number): Promise<ConnectionFacts[]> {
  const { db, connections } = store();
  return db
    .select(columnsOf(connections, facts))
    .from(connections)
    .where(visible(viewer))
    .orderBy(asc(connections.createdAt), asc(connections.id))
    .limit(limit);
}

/** Those of these ids that the viewer may see, in no order. */
export async function listByIds(viewer: Viewer, ids: string[]): Promise<ConnectionRow[]> {
  if (ids.length === 0) return [];
  const { db, connections } = store();
  return db
    .select()
    .from(connections)
    .where(and(visible(viewer), inArray(connections.id, ids)));
}

/** All connections of one provider to one vendor account, whoever linked them. */
export async function listByAccount(provider: string, accountId: string): Promise<ConnectionRow[]> {
  const { db, connections } = store();
  return db
    .select()
    .from(connections)
    .where(and(eq(connections.provider, provider), eq(connections.accountId, accountId)));
}

export type DueRow = Pick<ConnectionRow, "id" | "generation" | "status" | "expiresAt" | "renewable">;

/**
 * What is due at one provider, longest due first; costs as much as there is due, not as is stored. `ending`:
 * only what ends and nothing renews.
 */
export async function listDue(
  provider: string,
  due: { after: Date | null; until: Date; ending?: boolean },
  limit: number,
): Promise<DueRow[]> {
  const { db, connections } = store();
  const { id, generation, status, expiresAt, renewable, dueAt } = connections;
  return db
    .select({ id, generation, status, expiresAt, renewable })
    .from(connections)
    .where(
      and(
        eq(connections.provider, provider),
        due.after === null ? undefined : gt(dueAt, due.after),
        lte(dueAt, due.until),
        due.ending === true ? and(eq(renewable, false), isNotNull(expiresAt)) : undefined,
      ),
    )
    .orderBy(asc(dueAt))
    .limit(limit);
}

/** How many are due, counted no further than `most`. */
export async function countDue(provider: string, now: Date, most: number): Promise<number> {
  const { db, connections } = store();
  const due = db
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.provider, provider), lte(connections.dueAt, now)))
    .limit(most);
  const rows = await db.select({ n: sql<number>`cast(count(*) as integer)` }).from(due.as("due"));
  return rows[0]?.n ?? 0;
}

export const insertConnection =
  (row: NewConnection): Statement =>
  (db) =>
    db
      .insert(store().connections)
      .values({ ...row, foundBy: foundBy(row) })
      .onConflictDoNothing()
      .returning({ id: store().connections.id });
