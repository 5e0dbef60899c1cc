import "#lib/server-only";
import { Failure } from "#lib/errors";
import type { Actor } from "./sessions.ts";

/** What only an administrator may see or do begins with this. */
export function requireAdministrator(actor: Actor): void {
  if (actor.role !== "admin") throw new Failure("forbidden", "administrators only");
}
