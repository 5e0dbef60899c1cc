import "#lib/server-only";
import { renameConnection } from "#db/connection-changes";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { cleanText } from "#lib/providers/oauth";

const LONGEST_LABEL = 80;

/** Gives a connection a name of its person's own; an empty one goes back to what the vendor calls it. */
export async function rename(actor: Actor, id: string, text: string): Promise<"renamed" | "name_cleared"> {
  const label = cleanText(text);
  if (label !== null && [...label].length > LONGEST_LABEL) throw new Failure("invalid_input", "label");
  if (!(await renameConnection(actor, id, label))) throw new Failure("not_found", "connection");
  return label === null ? "name_cleared" : "renamed";
}
