import { and, desc, eq, gt, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Along, store } from "./store.ts";

export type IncidentRow = Schema["incidents"]["$inferSelect"];

/** Opens an incident, with what tells of it, or counts one more failure on the one of its kind that is open. */
export async function openIncident(
  row: IncidentRow & { openKey: string },
  ...along: Along
): Promise<IncidentRow> {
  const { atomically, db, incidents } = store();
  const opened = await atomically([
    (db) =>
      db
        .insert(incidents)
        .values(row)
        .onConflictDoNothing({ target: incidents.openKey })
        .returning({ id: incidents.id }),
    ...along,
  ]);
  if (opened !== null) return row;
  const rows = await db
    .update(incidents)
    .set({ failures: sql`${incidents.failures} + 1`, lastFailedAt: row.lastFailedAt })
    .where(eq(incidents.openKey, row.openKey))
    .returning();
  return rows[0] ?? row;
}

export async function closeIncident(id: string, now: Date, ...along: Along): Promise<boolean> {
  const { atomically, incidents } = store();
  const rows = await atomically([
    (db) =>
      db
        .update(incidents)
        .set({ closedAt: now, openKey: null })
        .where(and(eq(incidents.id, id), isNull(incidents.closedAt)))
        .returning({ id: incidents.id }),
    ...along,
  ]);
  return rows !== null;
}

export async function listOpenIncidents(): Promise<IncidentRow[]> {
  const { db, incidents } = store();
  return db.select().from(incidents).where(isNotNull(incidents.openKey)).limit(100);
}

/** Newest first. */
export async function listIncidents(provider: string, limit: number): Promise<IncidentRow[]> {
  const { db, incidents } = store();
  return db
    .select()
    .from(incidents)
    .where(eq(incidents.provider, provider))
    .orderBy(desc(incidents.openedAt))
    .limit(limit);
}

/**
 * Wins the right to try the vendor once during an incident; all processes together get one per
 * pause. A try in the future is of a clock that was set back since.
 */
export async function claimTrial(id: string, now: Date, pauseMs: number): Promise<boolean> {
  const { db, incidents } = store();
  const before = new Date(now.getTime() - pauseMs);
  const rows = await db
    .update(incidents)
    .set({ triedAt: now })
    .where(
      and(
        eq(incidents.id, id),
        or(isNull(incidents.triedAt), lt(incidents.triedAt, before), gt(incidents.triedAt, now)),
      ),
    )
    .returning({ id: incidents.id });
  return rows.length > 0;
}

/** The most connections that waited at one time. */
export async function noteAffected(id: string, affected: number): Promise<void> {
  const { db, incidents } = store();
  await db
    .update(incidents)
    .set({ affected })
    .where(and(eq(incidents.id, id), lt(incidents.affected, affected)))
    .returning({ id: incidents.id });
}
