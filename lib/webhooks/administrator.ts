import "#lib/server-only";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import type { Doer } from "#lib/request";

/** A signed-in administrator as whoever does something to endpoints; throws `forbidden` for anybody else. */
export function asAdministrator(actor: Actor): Doer {
  requireAdministrator(actor);
  return { kind: "person", id: actor.userId, name: actor.name };
}
