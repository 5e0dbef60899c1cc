import "#lib/server-only";
import { cookies } from "next/headers";
import { anyUser } from "#db/users";
import { problemView } from "#lib/connections/words";
import { csrfCookie, emailCookie } from "#lib/cookies";
import { csrfField } from "#lib/csrf";
import { env } from "#lib/env";
import { returnPath } from "#lib/return-to";
import { settings } from "#lib/settings";

type SearchParams = Record<string, string | string[] | undefined>;

/** What the sign-in, set-up and sign-up pages have to know. */
export async function signInPage(searchParams: SearchParams) {
  const { PUBLIC_URL } = env();
  const jar = await cookies();
  return {
    csrfToken: await csrfToken(),
    email: jar.get(emailCookie())?.value ?? "",
    callbackUrl: `${PUBLIC_URL}${returnPath(searchParams.returnTo ?? pathOf(searchParams.callbackUrl), "/connections")}`,
    signUpOpen: (await settings()).signUp === "open",
    sso: singleSignOn(),
    needsSetUp: !(await anyUser()),
  };
}

/** How else than by password one signs in here. */
export function singleSignOn(): { name: string } | null {
  const { OIDC_ISSUER, OIDC_NAME } = env();
  return OIDC_ISSUER === undefined ? null : { name: OIDC_NAME };
}

/** Why nobody is signed in. Beside our own codes there are next-auth's, for an issuer that did not play along. */
export function signInProblem(code: string | undefined, sso: { name: string } | null): string | null {
  if (sso !== null && code === "OAuthSignin")
    return `${sso.name} did not answer, so you are not signed in. Nothing is lost; try again in a moment.`;
  if (sso !== null && code === "OAuthCallback")
    return `${sso.name} did not sign you in. Nothing was changed; try again, or ask whoever runs ${sso.name}.`;
  return problemView(code)?.sentence ?? null;
}

/** The token that next-auth's own forms (sign in, sign out) have to carry. */
export async function csrfToken(): Promise<string> {
  return csrfField((await cookies()).get(csrfCookie())?.value);
}

/** The path of an address of ours; next-auth keeps whole addresses. */
export function pathOf(url: unknown): string | undefined {
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { origin, pathname, search } = new URL(url);
  return origin === new URL(env().PUBLIC_URL).origin ? `${pathname}${search}` : undefined;
}
