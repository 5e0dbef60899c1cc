import "#lib/server-only";
import { unexpected } from "#lib/log";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { beginRotation, goOnRotating } from "./rotate.ts";

/** The button: begins a rotation and goes on in the background; where this process stops, the sweep of any goes on. */
export async function turnKeys(actor: Actor): Promise<void> {
  requireAdministrator(actor);
  await beginRotation();
  goOnRotating().catch(unexpected);
}
