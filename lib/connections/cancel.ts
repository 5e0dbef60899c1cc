import "#lib/server-only";
import { cancelAttempt } from "#db/link-attempts";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";

/** Gives up a waiting attempt; an answer that still comes is thrown away. */
export async function cancelLink(actor: Actor, id: string): Promise<void> {
  if (!(await cancelAttempt(actor.userId, id))) throw new Failure("not_found", "attempt");
}
