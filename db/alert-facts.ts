import { and, count, eq, gt, gte, inArray, isNotNull, isNull, lte, sum } from "drizzle-orm";
import type { ApiKeyRow } from "./api-keys.ts";
import { store } from "./store.ts";

/** What alerts are decided by. Each costs as much as there is wrong, not as is stored. */

/** How many connections need their person, at each of these vendors. */
export async function countNeedingPeople(providers: string[]): Promise<Map<string, number>> {
  const { db, connections } = store();
  const { provider, status, dueAt } = connections;
  const rows = await db
    .select({ provider, n: count() })
    .from(connections)
    // What needs its person is never due, which an index knows; what works always is.
    .where(and(inArray(provider, providers), isNull(dueAt), eq(status, "needs_reauth")))
    .groupBy(provider);
  return new Map(rows.map((row) => [row.provider, row.n]));
}

/** How many renewals have failed at each vendor in the hours since. */
export async function countFailedRenewals(since: Date): Promise<Map<string, number>> {
  const { db, tallies } = store();
  const { provider, name, hour, amount } = tallies;
  const rows = await db
    .select({ provider, n: sum(amount).mapWith(Number) })
    .from(tallies)
    .where(and(gte(hour, since), eq(name, "renewal_failed")))
    .groupBy(provider);
  return new Map(rows.map((row) => [row.provider, row.n ?? 0]));
}

/** API keys that end within a time and that no other key has taken the place of. */
export async function listEndingKeys(
  from: Date,
  until: Date,
): Promise<Pick<ApiKeyRow, "id" | "name" | "prefix" | "expiresAt">[]> {
  const { db, apiKeys } = store();
  const { id, name, prefix, expiresAt } = apiKeys;
  const replaced = await db
    .select({ id: apiKeys.replaces })
    .from(apiKeys)
    .where(and(isNotNull(apiKeys.replaces), isNull(apiKeys.revokedAt)));
  const gone = new Set(replaced.map((row) => row.id));
  const rows = await db
    .select({ id, name, prefix, expiresAt })
    .from(apiKeys)
    .where(and(isNull(apiKeys.revokedAt), gt(expiresAt, from), lte(expiresAt, until)))
    .limit(200);
  return rows.filter((row) => !gone.has(row.id));
}
