import { eq } from "drizzle-orm";
import { store } from "./store.ts";

/** How far the log was verified, kept among the figures that are counted once and looked at often. */
const NAME = "audit.verified";

export async function readChecked(): Promise<unknown> {
  const { db, figures } = store();
  const rows = await db.select({ value: figures.value }).from(figures).where(eq(figures.name, NAME));
  return rows[0]?.value ?? null;
}

export async function saveChecked(value: unknown, countedAt: Date, tookMs: number): Promise<void> {
  const { db, figures } = store();
  await db
    .insert(figures)
    .values({ name: NAME, value, countedAt, tookMs })
    .onConflictDoUpdate({ target: figures.name, set: { value, countedAt, tookMs } })
    .returning({ name: figures.name });
}
