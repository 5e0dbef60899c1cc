import { themeCookie } from "#lib/cookies";
import { env } from "#lib/env";
import { openFormRoute, seeOther } from "#lib/route";

const A_YEAR_SECONDS = 31_536_000;

/** Light, dark, or whatever the system says; kept in a cookie, since it is about this browser. */
export const POST = openFormRoute(async ({ theme, returnTo }) => {
  const answer = seeOther(returnTo ?? "/account");
  const options = {
    path: "/",
    sameSite: "lax",
    httpOnly: true,
    secure: env().PUBLIC_URL.startsWith("https:"),
  } as const;
  if (theme === "light" || theme === "dark")
    answer.cookies.set(themeCookie(), theme, { ...options, maxAge: A_YEAR_SECONDS });
  else answer.cookies.set(themeCookie(), "", { ...options, maxAge: 0 });
  return answer;
}, "/account");
