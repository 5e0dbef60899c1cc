import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/auth";
import { cookieOptions, emailCookie } from "#lib/cookies";

type Context = { params: Promise<{ nextauth: string[] }> };

const EMAIL_SECONDS = 120;

/** next-auth's own routes: signing in and out, and the identity provider's callback. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context as never, authOptions());
}

/** A form that failed keeps what was typed, but for the password: the e-mail waits in a cookie for the page. */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const typed = await request
    .clone()
    .formData()
    .catch(() => null);
  const answer: Response = await NextAuth(request, context as never, authOptions());
  const email = typed?.get("email");
  const failed = answer.headers.get("location")?.includes("error=") === true;
  if (failed && typeof email === "string") {
    const { path, sameSite } = cookieOptions();
    answer.headers.append(
      "set-cookie",
      `${emailCookie()}=${encodeURIComponent(email.slice(0, 254))}; Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${EMAIL_SECONDS}${emailCookie().startsWith("__Host-") ? "; Secure" : ""}`,
    );
  }
  return answer;
}
