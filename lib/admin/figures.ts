import "#lib/server-only";
import { countPeopleIn, countStandings, type Standing } from "#db/everyone";
import { keptFigure } from "#lib/kept-figure";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { circumstances } from "./circumstances.ts";

/** How many connections there are in each state. Counting looks at every one, so it is kept. */

export type StandingCount = {
  provider: string;
  standing: Standing;
  connections: number;
  /** Whose last try failed and who are tried again. */
  failing: number;
  /** Neither disconnected nor refused. */
  active: number;
};

export type ConnectionFigures = {
  counts: StandingCount[];
  /** Of how many people the connections are that need their person. */
  peopleNeeded: number;
  countedAt: Date;
};

export async function connectionFigures(actor: Actor): Promise<ConnectionFigures> {
  requireAdministrator(actor);
  const { value, countedAt } = await keptFigure("standings", count);
  return { ...value, countedAt };
}

async function count(): Promise<Omit<ConnectionFigures, "countedAt">> {
  const around = await circumstances();
  return { counts: await countStandings(around), peopleNeeded: await countPeopleIn("needs_you", around) };
}
