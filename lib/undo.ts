import "#lib/server-only";
import { cookies } from "next/headers";
import { cookieOptions, undoCookie } from "#lib/cookies";
import type { Actor } from "#lib/people/sessions";
import { seeOther } from "#lib/route";
import { seal, unseal } from "#lib/vault";

/**
 * What was just done can be taken back for a moment: the form that would do so waits in a cookie, sealed for
 * its person, so that no name stands in an address and nobody else can put a form into a page of ours.
 */
export type UndoView = { action: string; fields: Record<string, string> };

const UNDO_SECONDS = 300;

const place = (actor: Actor) => ({ table: "undo", row: actor.userId, field: "form", generation: 0 });

/** Goes on to `path`, which says what was done (`?done=`), and keeps the way back at hand. */
export function withUndo(actor: Actor, path: string, undo: UndoView) {
  const answer = seeOther(path);
  const kept = seal(JSON.stringify({ path, ...undo }), place(actor));
  answer.cookies.set(undoCookie(), kept, { ...cookieOptions(), maxAge: UNDO_SECONDS });
  return answer;
}

/** The way back from what the page at `path` says was done; null where there is none, or no longer. */
export async function undoOf(actor: Actor, path: string): Promise<UndoView | null> {
  const kept = (await cookies()).get(undoCookie())?.value;
  if (kept === undefined) return null;
  try {
    const undo = JSON.parse(unseal(kept, place(actor))) as UndoView & { path: string };
    return undo.path === path ? { action: undo.action, fields: undo.fields } : null;
  } catch {
    return null; // Another person's, or sealed with a key that is gone: there is nothing to take back.
  }
}
