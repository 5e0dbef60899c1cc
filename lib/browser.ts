import "#lib/server-only";
import { cookies } from "next/headers";
import { browserCookie, cookieOptions } from "#lib/cookies";
import { secret } from "#lib/random";

const BROWSER_SECONDS = 86_400;

/** The random name of this browser, which an attempt to link is bound to; made where there is none yet. */
export async function browserName(): Promise<string> {
  const jar = await cookies();
  const name = jar.get(browserCookie())?.value ?? secret();
  jar.set(browserCookie(), name, { ...cookieOptions(), maxAge: BROWSER_SECONDS });
  return name;
}
