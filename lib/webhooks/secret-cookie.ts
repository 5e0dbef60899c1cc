import "#lib/server-only";
import { cookieName, cookieOptions } from "#lib/cookies";
import { seal, unseal } from "#lib/vault";

/** A secret waits in a cookie, sealed, for the one page that shows it: it never stands in an address. */

const MINUTES = 5;
const place = (id: string) => ({ table: "shown_once", row: id, field: "secret", generation: 0 });

export const secretCookie = () => cookieName("patchbay-webhook-secret");

type Keeping = { cookies: { set: (name: string, value: string, options: object) => unknown } };

export function keepSecret<A extends Keeping>(answer: A, id: string, secret: string): A {
  answer.cookies.set(secretCookie(), seal(secret, place(id)), { ...cookieOptions(), maxAge: MINUTES * 60 });
  return answer;
}

export function dropSecret<A extends Keeping>(answer: A): A {
  answer.cookies.set(secretCookie(), "", { ...cookieOptions(), maxAge: 0 });
  return answer;
}

/** The secret of this endpoint, where the cookie holds it. */
export function shownSecret(cookie: string | undefined, id: string): string | null {
  try {
    return cookie === undefined ? null : unseal(cookie, place(id));
  } catch {
    return null;
  }
}
