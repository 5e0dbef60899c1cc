import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions, currentPerson } from "#lib/auth";
import { keepEmail, ownPost, seeOther, withQuery } from "#lib/route";
import { pathOf } from "#lib/sign-in-page";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth's own routes: signing in and out, and the identity provider's callback. What it tells scripts
 * about the session is answered here, since its own answer would hold what the cookie seals.
 */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  if ((await context.params).nextauth[0] === "session") return session();
  const answer: Response = await NextAuth(request, context as never, authOptions());
  return isRefusal(request, answer) ? seeOther("/sign-in?error=OAuthCallback") : answer;
}

/** An issuer's no (RFC 6749 §4.1.2.1). next-auth has one code for that and for a fault of ours, so it is asked here. */
const isRefusal = (request: NextRequest, answer: Response) =>
  request.nextUrl.searchParams.has("error") &&
  /[?&]error=Callback$/.test(answer.headers.get("location") ?? "");

async function session(): Promise<Response> {
  const person = await currentPerson();
  const user = person === null ? null : { name: person.name, email: person.email };
  return Response.json(user === null ? {} : { user }, { headers: { "cache-control": "no-store" } });
}

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const body = await ownPost(request);
  if (typeof body !== "string") return body;
  const { url, method, headers } = request;
  const same = new NextRequest(url, { method, headers, body });
  const answer: Response = await NextAuth(same, context as never, authOptions());
  const problem = /[?&]error=(\w+)/.exec(answer.headers.get("location") ?? "")?.[1];
  return problem === undefined ? answer : refused(problem, new URLSearchParams(body));
}

/** Back to the form, with what was typed and with where it was to lead, which next-auth would forget. */
function refused(problem: string, form: URLSearchParams): Response {
  const returnTo = pathOf(form.get("callbackUrl"));
  return keepEmail(seeOther(withQuery("/sign-in", { problem, returnTo })), form.get("email"));
}
