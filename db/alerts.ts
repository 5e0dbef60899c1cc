import { and, asc, desc, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type RuleRow = Schema["alertRules"]["$inferSelect"];
export type AlertRow = Schema["alerts"]["$inferSelect"];

/** Adds a rule unless one with its id is there. */
export const insertRule =
  (row: RuleRow): Statement =>
  (db) =>
    db.insert(store().alertRules).values(row).onConflictDoNothing().returning({ id: store().alertRules.id });

export const updateRule =
  (id: string, change: Partial<RuleRow>): Statement =>
  (db) =>
    db
      .update(store().alertRules)
      .set(change)
      .where(eq(store().alertRules.id, id))
      .returning({ id: store().alertRules.id });

/** With everything that it ever raised. */
export const deleteRule =
  (id: string): Statement =>
  (db) =>
    db
      .delete(store().alertRules)
      .where(eq(store().alertRules.id, id))
      .returning({ id: store().alertRules.id });

/** Oldest first. */
export async function listRules(): Promise<RuleRow[]> {
  const { db, alertRules } = store();
  return db.select().from(alertRules).orderBy(asc(alertRules.createdAt), asc(alertRules.id)).limit(200);
}

export async function findRule(id: string): Promise<RuleRow | null> {
  const { db, alertRules } = store();
  const rows = await db.select().from(alertRules).where(eq(alertRules.id, id));
  return rows[0] ?? null;
}

/** Raises an alert; touches nothing while one of its rule and subject is raised already. */
export const insertAlert =
  (row: AlertRow & { openKey: string }): Statement =>
  (db) =>
    db
      .insert(store().alerts)
      .values(row)
      .onConflictDoNothing({ target: store().alerts.openKey })
      .returning({ id: store().alerts.id });

/** It is so no more; of several who find that out, one. */
export const recoverAlert =
  (id: string, at: Date): Statement =>
  (db) => {
    const { alerts } = store();
    return db
      .update(alerts)
      .set({ openKey: null, recoveredAt: at })
      .where(and(eq(alerts.id, id), isNotNull(alerts.openKey)))
      .returning({ id: alerts.id });
  };

/** What is to be said of an alert: that it rose, that it is over, or both at once. */
export type News = "raised" | "recovered" | "both";

/** Takes an alert to be told of; of several who would, one. It is still what it was when that was decided. */
export const tellAlert =
  (id: string, news: News, at: Date): Statement =>
  (db) => {
    const { alerts } = store();
    const { toldAt, recoveredAt, recoveryToldAt } = alerts;
    const change = {
      raised: { toldAt: at },
      recovered: { recoveryToldAt: at },
      both: { toldAt: at, recoveryToldAt: at },
    }[news];
    const still = {
      raised: and(isNull(toldAt), isNull(recoveredAt)),
      recovered: and(isNotNull(toldAt), isNotNull(recoveredAt), isNull(recoveryToldAt)),
      both: and(isNull(toldAt), isNotNull(recoveredAt), isNull(recoveryToldAt)),
    }[news];
    return db
      .update(alerts)
      .set(change)
      .where(and(eq(alerts.id, id), still))
      .returning({ id: alerts.id });
  };

export async function listOpenAlerts(): Promise<AlertRow[]> {
  const { db, alerts } = store();
  return db.select().from(alerts).where(isNotNull(alerts.openKey)).orderBy(desc(alerts.raisedAt)).limit(500);
}

/** Those of which something is still to be told, oldest first. */
export async function listUntoldAlerts(limit: number): Promise<AlertRow[]> {
  const { db, alerts } = store();
  return db
    .select()
    .from(alerts)
    .where(or(isNull(alerts.toldAt), and(isNull(alerts.recoveryToldAt), isNotNull(alerts.recoveredAt))))
    .orderBy(asc(alerts.raisedAt))
    .limit(limit);
}

/** Newest first. */
export async function listAlerts(limit: number): Promise<AlertRow[]> {
  const { db, alerts } = store();
  return db.select().from(alerts).orderBy(desc(alerts.raisedAt), desc(alerts.id)).limit(limit);
}

export async function deleteAlertsBefore(instant: Date): Promise<void> {
  const { db, alerts } = store();
  await db.delete(alerts).where(lt(alerts.recoveredAt, instant)).returning({ id: alerts.id });
}
