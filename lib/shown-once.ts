import "#lib/server-only";
import { cookies } from "next/headers";
import type { NextResponse } from "next/server";
import { now } from "#lib/clock";
import { cookieName, cookieOptions } from "#lib/cookies";
import { seal, unseal } from "#lib/vault";

/**
 * A secret that is shown to whoever made it and kept nowhere: it travels from the form's answer to the next
 * page in a sealed cookie of two minutes, never in an address.
 */

const SECONDS = 120;

const place = (path: string) => ({ table: "shown_once", row: path, field: "secret", generation: 0 });
const name = () => cookieName("patchbay-shown-once");

/** Hands a secret to the page at `path`. */
export function showOnce(answer: NextResponse, path: string, secret: string): NextResponse {
  const until = now().getTime() + SECONDS * 1000;
  answer.cookies.set(name(), seal(JSON.stringify({ secret, until }), place(path)), {
    ...cookieOptions(),
    sameSite: "strict",
    maxAge: SECONDS,
  });
  return answer;
}

/** What this page is to show; null for any other page, and after two minutes. */
export async function shownOnce(path: string): Promise<string | null> {
  const sealed = (await cookies()).get(name())?.value;
  if (sealed === undefined) return null;
  try {
    const { secret, until } = JSON.parse(unseal(sealed, place(path))) as { secret: string; until: number };
    return until > now().getTime() ? secret : null;
  } catch {
    return null; // Altered, or meant for another page.
  }
}
