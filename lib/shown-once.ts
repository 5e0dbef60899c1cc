import "#lib/server-only";
import { headers } from "next/headers";
import type { NextResponse } from "next/server";
import { cookieOptions, ONCE_HEADER, onceCookie } from "#lib/cookies";
import type { Actor } from "#lib/people/sessions";
import { seal, unseal } from "#lib/vault";

/**
 * A secret that a person sees once, on the page after the form that made it: in no address, no history, no
 * table. It travels sealed in a cookie, which proxy.ts takes away with the page that shows it.
 */

const SECONDS = 120;

/** Hands a secret to the page at `path`, for this person's session only. */
export function showOnce(answer: NextResponse, actor: Actor, path: string, secret: string): NextResponse {
  const sealed = seal(secret, place(actor, path));
  answer.cookies.set(onceCookie(), sealed, { ...cookieOptions(), sameSite: "strict", maxAge: SECONDS });
  return answer;
}

/** What this page is to show; null: nothing, or it was shown before. */
export async function shownOnce(actor: Actor, path: string): Promise<string | null> {
  const sealed = (await headers()).get(ONCE_HEADER);
  if (sealed === null) return null;
  try {
    return unseal(sealed, place(actor, path));
  } catch {
    return null; // Of another session, or meant for another page.
  }
}

const place = (actor: Actor, path: string) => ({
  table: "shown_once",
  row: `${actor.sessionId} ${path}`,
  field: "secret",
  generation: 0,
});
