import "#lib/server-only";
import { countPeopleIn, countStandings, type Standing } from "#db/everyone";
import { findFigure, saveFigure } from "#db/figures";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { circumstances } from "./circumstances.ts";

/**
 * How many connections there are in each state. Counting looks at every one, so it is done once and kept, with
 * the time it is of, and done again in the background when somebody looks at figures that have grown old.
 */

export type StandingCount = { provider: string; standing: Standing; connections: number; failing: number };

export type ConnectionFigures = {
  counts: StandingCount[];
  /** Of how many people the connections are that need their person. */
  peopleNeeded: number;
  countedAt: Date;
};

type Counted = Omit<ConnectionFigures, "countedAt">;

const NAME = "connections";
const FRESH_MS = 5_000;
/** Counting may take a fiftieth of the time at most, however many there are. */
const PATIENCE = 50;

// One count at a time in this process; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & {
  patchbayCounting?: Promise<ConnectionFigures> | undefined;
};

/** The figures, as old as they may be; they wait for a count only where nobody has counted yet. */
export async function connectionFigures(actor: Actor): Promise<ConnectionFigures> {
  requireAdministrator(actor);
  const known = await findFigure(NAME);
  if (known === null) return counting();
  const age = Math.abs(now().getTime() - known.countedAt.getTime());
  if (age > Math.max(FRESH_MS, PATIENCE * known.tookMs))
    counting().catch((error: Error) => log.warn({ error: error.name }, "Connections could not be counted."));
  return { ...(known.value as Counted), countedAt: known.countedAt };
}

function counting(): Promise<ConnectionFigures> {
  holder.patchbayCounting ??= count().finally(() => {
    holder.patchbayCounting = undefined;
  });
  return holder.patchbayCounting;
}

async function count(): Promise<ConnectionFigures> {
  const countedAt = now();
  const begun = performance.now();
  const around = circumstances();
  const rows = await countStandings(around);
  const counts = rows.map(({ provider, standing, connections, failing }) => ({
    provider,
    standing,
    connections,
    failing,
  }));
  const value: Counted = { counts, peopleNeeded: await countPeopleIn("needs_you", around) };
  await saveFigure({ name: NAME, value, countedAt, tookMs: Math.ceil(performance.now() - begun) });
  return { ...value, countedAt };
}
