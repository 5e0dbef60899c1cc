import "#lib/server-only";
import { cancelAttempt, outcomeOf, resumeAttempt } from "#db/link-attempts";
import { now } from "#lib/clock";
import { Failure, isFailureCode } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";

/** Gives up a waiting attempt; an answer that still comes is thrown away. */
export async function cancelLink(actor: Actor, id: string): Promise<void> {
  if (!(await cancelAttempt(actor.userId, id))) throw new Failure("not_found", "attempt");
}

/** Takes that back while the attempt's own time is not over: an answer that comes now is listened to. */
export async function resumeLink(actor: Actor, id: string): Promise<void> {
  if (await resumeAttempt(actor.userId, id, now())) return;
  const outcome = await outcomeOf(actor.userId, id);
  if (outcome === null) throw new Failure("not_found", "attempt");
  if (outcome === "waiting") return;
  // Cancelled still: then its time is over. Else it met another end meanwhile.
  throw new Failure(outcome !== "link_cancelled" && isFailureCode(outcome) ? outcome : "link_expired", id);
}
