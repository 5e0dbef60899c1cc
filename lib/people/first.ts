import "#lib/server-only";
import { countTry, takeBack } from "#db/limits";
import { anyUser } from "#db/users";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { world } from "#lib/world";

const LONGEST_MS = 10_000;
const PAUSE_MS = 50;

/**
 * Makes the first person, who administers the server; null when somebody is here already. One at a time, in
 * all processes together, so that of several who come at once only one becomes the first.
 */
export async function asFirst<T>(make: () => Promise<T>): Promise<T | null> {
  const patience = performance.now() + LONGEST_MS;
  while (!(await anyUser())) {
    if (await taken("set-up")) {
      try {
        return (await anyUser()) ? null : await make();
      } finally {
        await takeBack("set-up", "all");
      }
    }
    if (performance.now() > patience) throw new Failure("busy", "set-up");
    await world().pause(PAUSE_MS);
  }
  return null;
}

/** Counts as a try under the name; whoever is the only one in the window has it. */
async function taken(name: string): Promise<boolean> {
  const at = now();
  const { points } = await countTry(name, at, new Date(at.getTime() + LONGEST_MS));
  return points === 1;
}
