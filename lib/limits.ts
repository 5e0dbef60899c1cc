import "#lib/server-only";
import { countTry } from "#db/limits";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";

/** Counts a try under a name, in the database so that all processes count together; throws `rate_limited`. */
export async function limit(name: string, most: number, windowMs: number): Promise<void> {
  const at = now();
  const { points, resetsAt } = await countTry(name, at, new Date(at.getTime() + windowMs));
  if (points > most)
    throw new Failure("rate_limited", name.split(":")[0], {
      retryAfterMs: resetsAt.getTime() - at.getTime(),
    });
}
