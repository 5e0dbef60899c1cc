import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type EndpointRow = Schema["webhookEndpoints"]["$inferSelect"];

export const insertEndpoint =
  (row: EndpointRow): Statement =>
  (db) =>
    db.insert(store().webhookEndpoints).values(row).returning({ id: store().webhookEndpoints.id });

/** Oldest first. */
export async function listEndpoints(): Promise<EndpointRow[]> {
  const { db, webhookEndpoints } = store();
  return db
    .select()
    .from(webhookEndpoints)
    .orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id));
}

export async function findEndpoint(id: string): Promise<EndpointRow | null> {
  const { db, webhookEndpoints } = store();
  const rows = await db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id));
  return rows[0] ?? null;
}

/** Holds where the endpoint is there and enabled. */
export const standingEndpoint =
  (id: string): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .select({ id: webhookEndpoints.id })
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.disabledAt)));
  };

export const changeEndpoint =
  (id: string, changes: Partial<Pick<EndpointRow, "url" | "name" | "types">>): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set(changes)
      .where(eq(webhookEndpoints.id, id))
      .returning({ id: webhookEndpoints.id });
  };

/** Replaces the secret that was read; touches nothing when somebody else was quicker. */
export const rotateEndpoint =
  (
    read: Pick<EndpointRow, "id" | "sealedSecret">,
    changes: Pick<EndpointRow, "sealedSecret" | "sealedOldSecret" | "oldSecretUntil">,
  ): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set(changes)
      .where(and(eq(webhookEndpoints.id, read.id), eq(webhookEndpoints.sealedSecret, read.sealedSecret)))
      .returning({ id: webhookEndpoints.id });
  };

/** Touches nothing when it is disabled already. */
export const disableEndpoint =
  (id: string, at: Date, reason: string): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set({ disabledAt: at, disabledReason: reason })
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.disabledAt)))
      .returning({ id: webhookEndpoints.id });
  };

export const enableEndpoint =
  (id: string): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set({ disabledAt: null, disabledReason: null, failingSince: null })
      .where(and(eq(webhookEndpoints.id, id), isNotNull(webhookEndpoints.disabledAt)))
      .returning({ id: webhookEndpoints.id });
  };

/** With its deliveries. */
export const deleteEndpoint =
  (id: string): Statement =>
  (db) =>
    db
      .delete(store().webhookEndpoints)
      .where(eq(store().webhookEndpoints.id, id))
      .returning({ id: store().webhookEndpoints.id });

/** Nothing gets through since `at`, or since before that. */
export const noteEndpointFailure =
  (id: string, at: Date): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set({ failingSince: at })
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.failingSince)))
      .returning({ id: webhookEndpoints.id });
  };

export const noteEndpointSuccess =
  (id: string): Statement =>
  (db) => {
    const { webhookEndpoints } = store();
    return db
      .update(webhookEndpoints)
      .set({ failingSince: null })
      .where(and(eq(webhookEndpoints.id, id), isNotNull(webhookEndpoints.failingSince)))
      .returning({ id: webhookEndpoints.id });
  };

/** The secret before this one signs no longer. */
export async function dropOldSecrets(before: Date): Promise<void> {
  const { db, webhookEndpoints } = store();
  await db
    .update(webhookEndpoints)
    .set({ sealedOldSecret: null, oldSecretUntil: null })
    .where(sql`${webhookEndpoints.oldSecretUntil} <= ${sql.param(before, webhookEndpoints.oldSecretUntil)}`)
    .returning({ id: webhookEndpoints.id });
}
