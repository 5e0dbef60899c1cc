import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { prepared, UNNAMED } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type ApiKeyRow = Schema["apiKeys"]["$inferSelect"];

const MOST_LISTED = 500;

export const insertApiKey =
  (row: ApiKeyRow): Statement =>
  (db) =>
    db.insert(store().apiKeys).values(row).returning({ id: store().apiKeys.id });

const byHash = prepared(({ db, apiKeys }) =>
  db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.hash, sql.placeholder("hash")))
    .prepare(UNNAMED),
);

export async function findApiKey(hash: string): Promise<ApiKeyRow | null> {
  const rows = await byHash().execute({ hash });
  return rows[0] ?? null;
}

export async function findApiKeyById(id: string): Promise<ApiKeyRow | null> {
  const { db, apiKeys } = store();
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return rows[0] ?? null;
}

export async function touchApiKey(id: string, now: Date): Promise<void> {
  const { db, apiKeys } = store();
  await db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id });
}

/** Touches nothing where it was revoked before. */
export const saveKeyRevocation =
  (id: string, now: Date): Statement =>
  (db) => {
    const { apiKeys } = store();
    return db
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id });
  };

/** A good key ends at an instant, or when it would have ended anyway; touches nothing where it is good no more. */
export const endApiKey =
  (id: string, now: Date, until: Date): Statement =>
  (db) => {
    const { apiKeys } = store();
    const later = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, until));
    return db
      .update(apiKeys)
      .set({
        expiresAt: sql`case when ${later} then ${sql.param(until, apiKeys.expiresAt)} else ${apiKeys.expiresAt} end`,
      })
      .where(
        and(
          eq(apiKeys.id, id),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
        ),
      )
      .returning({ id: apiKeys.id });
  };

/** Newest first. */
export async function listApiKeys(): Promise<ApiKeyRow[]> {
  const { db, apiKeys } = store();
  return db.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).limit(MOST_LISTED);
}
