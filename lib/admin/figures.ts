import "#lib/server-only";
import { countPeopleIn, countStandings, type Standing } from "#db/everyone";
import { keptFigure } from "#lib/kept-figure";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { circumstances } from "./circumstances.ts";

/** How many connections there are in each state. Counting looks at every one, so it is kept. */

export type StandingCount = { provider: string; standing: Standing; connections: number; failing: number };

export type ConnectionFigures = {
  counts: StandingCount[];
  /** Of how many people the connections are that need their person. */
  peopleNeeded: number;
  countedAt: Date;
};

export async function connectionFigures(actor: Actor): Promise<ConnectionFigures> {
  requireAdministrator(actor);
  const { value, countedAt } = await keptFigure("connections", count);
  return { ...value, countedAt };
}

async function count(): Promise<Omit<ConnectionFigures, "countedAt">> {
  const around = circumstances();
  const rows = await countStandings(around);
  const counts = rows.map(({ provider, standing, connections, failing }) => ({
    provider,
    standing,
    connections,
    failing,
  }));
  return { counts, peopleNeeded: await countPeopleIn("needs_you", around) };
}
