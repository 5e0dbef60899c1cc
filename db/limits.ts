import { eq, lt, sql } from "drizzle-orm";
import { store } from "./store.ts";

/**
 * Counts one more try under a name and answers how many there are in the current window. One statement on
 * both engines, shared by all processes; the libraries for this want an engine each.
 */
export async function countTry(
  name: string,
  now: Date,
  resetsAt: Date,
): Promise<{ points: number; resetsAt: Date }> {
  const { db, limits } = store();
  const over = lt(limits.resetsAt, now);
  const rows = await db
    .insert(limits)
    .values({ name, points: 1, resetsAt })
    .onConflictDoUpdate({
      target: limits.name,
      set: {
        points: sql`case when ${over} then 1 else ${limits.points} + 1 end`,
        resetsAt: sql`case when ${over} then ${sql.param(resetsAt, limits.resetsAt)} else ${limits.resetsAt} end`,
      },
    })
    .returning({ points: limits.points, resetsAt: limits.resetsAt });
  return rows[0] ?? { points: 1, resetsAt };
}

/** Takes tries back: one of them, or all. */
export async function takeBack(name: string, tries: "one" | "all"): Promise<void> {
  const { db, limits } = store();
  const points =
    tries === "all" ? 0 : sql`case when ${limits.points} > 0 then ${limits.points} - 1 else 0 end`;
  await db.update(limits).set({ points }).where(eq(limits.name, name)).returning({ name: limits.name });
}

export async function deleteLimitsBefore(instant: Date): Promise<void> {
  const { db, limits } = store();
  await db.delete(limits).where(lt(limits.resetsAt, instant)).returning({ name: limits.name });
}
