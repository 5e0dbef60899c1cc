import "#lib/server-only";
import { findConnection } from "#db/connections";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { freshConnection } from "./fresh.ts";

/** "Refresh now": a new token although the old one may live. */
export async function refreshNow(actor: Actor, id: string): Promise<void> {
  const row = await findConnection(actor, id);
  if (row === null) throw new Failure("not_found", "connection");
  // A token that nothing renews is not dead for it; saying so beats asking the vendor in vain.
  if (row.status === "active" && !row.renewable) throw new Failure("invalid_input", "nothing renews it");
  await freshConnection(id, { actorId: actor.userId, force: true });
}
