import "#lib/server-only";
import { setImmediate as otherWork } from "node:timers/promises";
import {
  type Circumstances,
  countStandings,
  listPeopleIn,
  placeAfter,
  type Standing,
  type Stretch,
} from "#db/everyone";
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
  const { value, countedAt } = await keptFigure("standings", async () => count(await circumstances()));
  return { ...value, countedAt };
}

/** So many are looked at before whoever waits has a turn: the embedded engine does one thing at a time. */
const PART = 5_000;

/** As it is now, `part` connections at a time. */
export async function count(
  around: Circumstances,
  part = PART,
): Promise<Omit<ConnectionFigures, "countedAt">> {
  const counts = new Map<string, StandingCount>();
  const people = new Set<string>();
  for await (const stretch of stretches(part)) {
    for (const some of await countStandings(around, stretch)) add(counts, some);
    for (const id of await listPeopleIn("needs_you", around, stretch)) people.add(id);
  }
  return { counts: [...counts.values()], peopleNeeded: people.size };
}

/** All of time, cut where about as many connections were made in each part; what was made in one instant stays together. */
async function* stretches(part: number): AsyncGenerator<Stretch> {
  for (let after: Date | null = null; ; ) {
    const last = await placeAfter(after, part);
    if (last === null) {
      yield { after, before: null };
      return;
    }
    yield { after, before: new Date(last.getTime() + 1) };
    after = last;
    await otherWork();
  }
}

function add(counts: Map<string, StandingCount>, part: StandingCount): void {
  const name = `${part.provider} ${part.standing}`;
  const sum = counts.get(name) ?? { ...part, connections: 0, failing: 0, active: 0 };
  counts.set(name, {
    ...sum,
    connections: sum.connections + part.connections,
    failing: sum.failing + part.failing,
    active: sum.active + part.active,
  });
}
