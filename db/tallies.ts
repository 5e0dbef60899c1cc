import { and, eq, sql } from "drizzle-orm";
import type { Tally } from "./audit.ts";
import { store } from "./store.ts";

/** Adds to what was counted before. */
export async function addTallies(counted: Tally[]): Promise<void> {
  const { db, tallies } = store();
  for (const tally of counted)
    await db
      .insert(tallies)
      .values(tally)
      .onConflictDoUpdate({
        target: [tallies.hour, tallies.name, tallies.provider],
        set: { amount: sql`${tallies.amount} + ${tally.amount}` },
      })
      .returning({ amount: tallies.amount });
}

/** All that was ever counted of it. */
export async function sumTally(name: string, provider: string): Promise<number> {
  const { db, tallies } = store();
  const rows = await db
    .select({ amount: tallies.amount })
    .from(tallies)
    .where(and(eq(tallies.name, name), eq(tallies.provider, provider)));
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}
