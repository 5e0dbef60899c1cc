import "#lib/server-only";
import { Failure } from "#lib/errors";
import type { Actor } from "./sessions.ts";

/** What only an administrator may see or do begins with this. */
export function requireAdministrator(actor: Actor): void {
  if (actor.role !== "admin") throw new Failure("forbidden", "administrators only");
}

/** An administrator at work on everyone's connections: the data functions let them see what others own. */
export type Administrator = Actor & { sees: "everyone" };

/** The same person with an administrator's reach, for what they do on the administrators' pages. */
export function asAdministrator(actor: Actor): Administrator {
  requireAdministrator(actor);
  return { ...actor, sees: "everyone" };
}
