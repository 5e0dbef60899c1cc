import "#lib/server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { NextResponse } from "next/server";
import { getServerSession, type NextAuthOptions } from "next-auth";
import { encode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { cache } from "react";
import { cookieName, cookieOptions, csrfCookie, secureCookies, sessionCookie } from "#lib/cookies";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { log, unexpected } from "#lib/log";
import { type Actor, actorOf, closeSession, openSession, SESSION_SECONDS } from "#lib/people/sessions";
import { authenticate, personOfIdentity } from "#lib/people/users";
import { recognise } from "#lib/request";
import { signInSecret } from "#lib/secrets";

/**
 * next-auth's options. Its cookie carries nothing but a session id (in a JWE); the session and its person
 * are read from the database on every request, so that signing out and disabling work at once.
 */
export function authOptions(): NextAuthOptions {
  const cookie = (name: string) => ({ name, options: cookieOptions() });
  return {
    secret: signInSecret(),
    useSecureCookies: secureCookies(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    logger: { error: noted, warn: () => {}, debug: () => {} },
    cookies: {
      sessionToken: cookie(sessionCookie()),
      csrfToken: cookie(csrfCookie()),
      callbackUrl: cookie(cookieName("patchbay-callback")),
      state: cookie(cookieName("patchbay-oidc-state")),
      pkceCodeVerifier: cookie(cookieName("patchbay-oidc-verifier")),
      nonce: cookie(cookieName("patchbay-oidc-nonce")),
    },
    providers: [password(), ...identityProvider()],
    callbacks: {
      signIn: async ({ account, profile }) =>
        account?.provider !== "oidc" ||
        (await identified(account, profile)) !== null ||
        "/sign-in?problem=forbidden",
      jwt: async ({ token, user, account, profile }) => {
        if (account === null || account === undefined) return token;
        const userId = account.provider === "oidc" ? await identified(account, profile) : user.id;
        if (userId === null) return {};
        return { sessionId: await openSession(userId, (await headers()).get("user-agent")) };
      },
      session: ({ session, token }) => ({ expires: session.expires, sessionId: token.sessionId }) as never,
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sessionId === "string") await closeSession(token.sessionId);
      },
    },
  };
}

/** next-auth would print whole errors, an issuer's own words included. */
function noted(code: string, about: unknown): void {
  const error = about instanceof Error ? about : (about as { error?: unknown } | null)?.error;
  log.warn({ code, error: error instanceof Error ? error.name : undefined }, "A sign-in failed.");
}

function password() {
  return Credentials({
    name: "Email and password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(credentials, request) {
      try {
        const address = String(request.headers?.["x-patchbay-address"] ?? "unknown");
        return await authenticate(credentials?.email ?? "", credentials?.password ?? "", address);
      } catch (error) {
        // next-auth puts this message into `/sign-in?error=`, so only a code of the closed list may be in it.
        throw new Error((error instanceof Failure ? error : unexpected(error)).code);
      }
    },
  });
}

/** Sign-in through any OpenID Connect issuer, when one is configured. */
function identityProvider(): NextAuthOptions["providers"] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) return [];
  return [
    {
      id: "oidc",
      name: OIDC_NAME,
      type: "oauth",
      wellKnown: `${OIDC_ISSUER}/.well-known/openid-configuration`,
      clientId: OIDC_CLIENT_ID,
      ...(OIDC_CLIENT_SECRET === undefined
        ? { client: { token_endpoint_auth_method: "none" } }
        : { clientSecret: OIDC_CLIENT_SECRET }),
      authorization: { params: { scope: "openid email profile" } },
      idToken: true,
      userinfo: {
        // The claims behind `email` and `profile` are told here (OpenID Connect Core §5.4); only some
        // issuers repeat them in the ID token. openid-client sees to it that both name the same `sub`.
        request: async ({ client, tokens }) => {
          const issued = tokens as typeof tokens & { claims(): { sub: string } };
          return client.issuer.metadata.userinfo_endpoint === undefined
            ? issued.claims()
            : { ...issued.claims(), ...(await client.userinfo(issued as never)) };
        },
      },
      checks: ["pkce", "state", "nonce"],
      profile: (profile: { sub: string }) => ({ id: profile.sub }),
    },
  ];
}

async function identified(account: { providerAccountId: string }, profile: unknown): Promise<string | null> {
  const claims = (profile ?? {}) as { email?: string; email_verified?: boolean; name?: string };
  const person = await personOfIdentity({
    issuer: env().OIDC_ISSUER ?? "",
    subject: account.providerAccountId,
    email: claims.email ?? null,
    emailVerified: claims.email_verified === true,
    name: claims.name ?? null,
  });
  return person?.id ?? null;
}

/** Goes on with a new ticket: the cookie as next-auth itself would write it. */
export async function withTicket(answer: NextResponse, ticket: string): Promise<NextResponse> {
  const value = await encode({
    token: { sessionId: ticket },
    secret: signInSecret(),
    maxAge: SESSION_SECONDS,
  });
  answer.cookies.set(sessionCookie(), value, { ...cookieOptions(), maxAge: SESSION_SECONDS });
  return answer;
}

/** The browser forgets a session that is over. */
export function withoutTicket(answer: NextResponse): NextResponse {
  answer.cookies.set(sessionCookie(), "", { ...cookieOptions(), maxAge: 0 });
  return answer;
}

/** The signed-in person of this request, or null. */
export const currentPerson = cache(async (): Promise<Actor | null> => {
  const session = (await getServerSession(authOptions())) as { sessionId?: unknown } | null;
  const person = typeof session?.sessionId === "string" ? await actorOf(session.sessionId) : null;
  if (person !== null) recognise({ kind: "person", id: person.userId, name: person.name });
  return person;
});

/** For pages: the signed-in person, or a redirect to the sign-in page and back. */
export async function requirePerson(returnTo?: string): Promise<Actor> {
  const person = await currentPerson();
  if (person === null)
    redirect(returnTo === undefined ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  return person;
}

/** For administrators' pages: others find nothing here. Every data function asks for the role again. */
export async function requireAdmin(returnTo: string): Promise<Actor> {
  const person = await requirePerson(returnTo);
  if (person.role !== "admin") notFound();
  return person;
}
