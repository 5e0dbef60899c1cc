import { and, asc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

export type FigureRow = Schema["figures"]["$inferSelect"];

/** What was counted last under a name. */
export async function findFigure(name: string): Promise<FigureRow | null> {
  const { db, figures } = store();
  const rows = await db.select().from(figures).where(eq(figures.name, name));
  return rows[0] ?? null;
}

/** Keeps what was counted, in the place of what was counted before. */
export async function saveFigure(row: FigureRow): Promise<void> {
  const { db, figures } = store();
  const { name, ...counted } = row;
  await db
    .insert(figures)
    .values(row)
    .onConflictDoUpdate({ target: figures.name, set: counted })
    .returning({ name: figures.name });
}

/** What happened how often in each hour since an instant, all vendors together. */
export async function talliesSince(
  since: Date,
  names: string[],
): Promise<{ hour: Date; name: string; amount: number }[]> {
  const { db, tallies } = store();
  return db
    .select({
      hour: tallies.hour,
      name: tallies.name,
      amount: sql<number>`cast(sum(${tallies.amount}) as integer)`,
    })
    .from(tallies)
    .where(and(gte(tallies.hour, since), inArray(tallies.name, names)))
    .groupBy(tallies.hour, tallies.name)
    .orderBy(asc(tallies.hour));
}
