import "#lib/server-only";
import { findFigure, saveFigure } from "#db/figures";
import { now } from "#lib/clock";
import { log } from "#lib/log";

/**
 * What is counted by looking at very much: done once and kept, with the time it is of, and done again in the
 * background when somebody looks at a figure that has grown old.
 */

export type Kept<T> = { value: T; countedAt: Date };

const FRESH_MS = 5_000;
/** Counting may take a fiftieth of the time at most, however much there is. */
const PATIENCE = 50;
/** What is counted as quickly as that is counted for whoever looks. */
const QUICK_MS = 10;

// One count of each name at a time in this process; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayCounting?: Map<string, Promise<Kept<unknown>>> };

type Options<T> = {
  /** Whether what was kept still tells of the things that are asked for; else it is counted while that waits. */
  holds?: (kept: Kept<T>) => boolean;
};

/** The figure, as old as it may be; it is waited for only where it was never counted, or takes no time. */
export async function keptFigure<T>(
  name: string,
  count: () => Promise<T>,
  { holds = () => true }: Options<T> = {},
): Promise<Kept<T>> {
  const row = await findFigure(name);
  if (row === null) return counting(name, count);
  const kept = { value: row.value as T, countedAt: row.countedAt };
  if (row.tookMs <= QUICK_MS || !holds(kept)) return counting(name, count);
  const age = Math.abs(now().getTime() - row.countedAt.getTime());
  if (age > Math.max(FRESH_MS, PATIENCE * row.tookMs))
    counting(name, count).catch((error: Error) =>
      log.warn({ figure: name, error: error.name }, "A figure could not be counted."),
    );
  return kept;
}

function counting<T>(name: string, count: () => Promise<T>): Promise<Kept<T>> {
  holder.patchbayCounting ??= new Map();
  const under = holder.patchbayCounting;
  const known = under.get(name) as Promise<Kept<T>> | undefined;
  if (known !== undefined) return known;
  const begun = counted(name, count).finally(() => under.delete(name));
  under.set(name, begun);
  return begun;
}

async function counted<T>(name: string, count: () => Promise<T>): Promise<Kept<T>> {
  const countedAt = now();
  const begun = performance.now();
  const value = await count();
  await saveFigure({ name, value, countedAt, tookMs: Math.ceil(performance.now() - begun) });
  return { value, countedAt };
}
