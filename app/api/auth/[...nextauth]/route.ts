import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/auth";
import { cookieOptions, emailCookie } from "#lib/cookies";
import { ownPost } from "#lib/route";

type Context = { params: Promise<{ nextauth: string[] }> };

const EMAIL_SECONDS = 120;

/**
 * next-auth's own routes: signing in and out, and the identity provider's callback. What it would tell
 * scripts about the session stays shut: no page asks, and the answer would hold what the cookie seals.
 */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  if ((await context.params).nextauth[0] === "session") return new Response(null, { status: 404 });
  return NextAuth(request, context as never, authOptions());
}

/** A form that failed keeps what was typed, but for the password: the e-mail waits in a cookie for the page. */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const body = await ownPost(request);
  if (typeof body !== "string") return body;
  const { url, method, headers } = request;
  const same = new NextRequest(url, { method, headers, body });
  const answer: Response = await NextAuth(same, context as never, authOptions());
  const email = new URLSearchParams(body).get("email");
  const failed = answer.headers.get("location")?.includes("error=") === true;
  if (failed && email !== null) {
    const { path, sameSite } = cookieOptions();
    answer.headers.append(
      "set-cookie",
      `${emailCookie()}=${encodeURIComponent(email.slice(0, 254))}; Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${EMAIL_SECONDS}${emailCookie().startsWith("__Host-") ? "; Secure" : ""}`,
    );
  }
  return answer;
}
