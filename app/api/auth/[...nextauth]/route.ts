import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions, currentPerson } from "#lib/auth";
import { keepEmail, ownPost } from "#lib/route";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth's own routes: signing in and out, and the identity provider's callback. What it tells scripts
 * about the session is answered here, since its own answer would hold what the cookie seals.
 */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  if ((await context.params).nextauth[0] === "session") return session();
  return NextAuth(request, context as never, authOptions());
}

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
  const failed = answer.headers.get("location")?.includes("error=") === true;
  return failed ? keepEmail(answer, new URLSearchParams(body).get("email")) : answer;
}
