import "#lib/server-only";
import { createHash, randomBytes } from "node:crypto";
import { csrfCookie } from "#lib/cookies";
import { signInSecret } from "#lib/secrets";

/**
 * next-auth's double-submit token, made before its pages are asked for, so that a sign-in form rendered on
 * the server works before JavaScript arrives. The cookie reads `token|sha256(token + secret)`, as next-auth
 * 4 itself writes it (its src/core/lib/csrf-token.ts).
 */
export function newCsrfCookie(): { name: string; value: string } {
  return { name: csrfCookie(), value: signed(randomBytes(32).toString("hex")) };
}

/** Whether a cookie was made with the present secret; one from before a change of keys fails every form. */
export function isCsrfCookie(cookie: string | undefined): boolean {
  return cookie !== undefined && cookie === signed(csrfField(cookie));
}

function signed(token: string): string {
  return `${token}|${createHash("sha256").update(`${token}${signInSecret()}`).digest("hex")}`;
}

/** The half of the cookie that goes into the form. */
export function csrfField(cookie: string | undefined): string {
  return cookie?.split("|")[0] ?? "";
}
