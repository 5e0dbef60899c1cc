import { and, asc, desc, eq, gte, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { IncidentRow } from "./incidents.ts";
import { failedEvents } from "./schema/connections.ts";
import { store } from "./store.ts";

export type TallyRow = { hour: Date; name: string; amount: number };

/** What was counted at a vendor in each hour since, oldest first. */
export async function listTallies(provider: string, names: string[], since: Date): Promise<TallyRow[]> {
  const { db, tallies } = store();
  return db
    .select({ hour: tallies.hour, name: tallies.name, amount: tallies.amount })
    .from(tallies)
    .where(and(gte(tallies.hour, since), inArray(tallies.name, names), eq(tallies.provider, provider)))
    .orderBy(asc(tallies.hour));
}

/** Incidents that lasted into the time since, newest first. */
export async function listIncidentsSince(
  provider: string,
  since: Date,
  limit: number,
): Promise<IncidentRow[]> {
  const { db, incidents } = store();
  return db
    .select()
    .from(incidents)
    .where(
      and(eq(incidents.provider, provider), or(isNull(incidents.closedAt), gte(incidents.closedAt, since))),
    )
    .orderBy(desc(incidents.openedAt))
    .limit(limit);
}

export async function findIncident(provider: string, id: string): Promise<IncidentRow | null> {
  const { db, incidents } = store();
  const rows = await db
    .select()
    .from(incidents)
    .where(and(eq(incidents.provider, provider), eq(incidents.id, id)));
  return rows[0] ?? null;
}

export type Affected = { id: string; name: string; label: string | null; owner: string; since: Date };

/** Connections that an incident kept waiting: renewals that failed while it lasted, first of each. */
export async function listFailedBetween(
  provider: string,
  { from, until }: { from: Date; until: Date },
  limit: number,
): Promise<Affected[]> {
  const { db, events, connections, users } = store();
  const rows = await db
    .select({
      id: connections.id,
      name: connections.accountName,
      label: connections.label,
      owner: users.name,
      since: events.at,
    })
    .from(events)
    .innerJoin(connections, eq(events.connectionId, connections.id))
    .innerJoin(users, eq(connections.userId, users.id))
    .where(
      and(
        gte(events.at, from),
        lte(events.at, until),
        failedEvents(events.kind),
        // Not as the bare column, whose own index would lead through all connections of the vendor.
        eq(sql`(${connections.provider} || '')`, provider),
      ),
    )
    .orderBy(asc(events.at))
    .limit(limit * 20);
  const first = new Map<string, Affected>();
  for (const row of rows) if (!first.has(row.id)) first.set(row.id, row);
  return [...first.values()].slice(0, limit);
}

/** Connections that are due and have not been attended to, longest first. */
export async function listWaiting(provider: string, at: Date, limit: number): Promise<Affected[]> {
  const { db, connections, users } = store();
  const rows = await db
    .select({
      id: connections.id,
      name: connections.accountName,
      label: connections.label,
      owner: users.name,
      since: connections.dueAt,
    })
    .from(connections)
    .innerJoin(users, eq(connections.userId, users.id))
    .where(
      and(eq(connections.provider, provider), lte(connections.dueAt, at), ne(connections.status, "revoked")),
    )
    .orderBy(asc(connections.dueAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, since: row.since ?? at }));
}
