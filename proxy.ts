import { type NextRequest, NextResponse } from "next/server";
import { arrivalPath } from "#lib/connections/arrival";
import { cookieOptions, csrfCookie, ONCE_HEADER, onceCookie } from "#lib/cookies";
import { isCsrfCookie, newCsrfCookie } from "#lib/csrf";
import { hostOrigins, isTicketName } from "#lib/customers/hosts";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { secret } from "#lib/random";
import { isReady } from "#lib/ready";
import { contentSecurityPolicy, isCustomersPage, securityHeaders } from "#lib/security-headers";

/**
 * Headers for every page, and one answer for all of them while the database is away. Nothing is authorized
 * here: that is decided where the data is.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const headers = new Headers(request.headers);
  const path = request.nextUrl.pathname;
  const ready = await isReady();
  const hosts = ready && isCustomersPage(path) ? await hostOrigins() : [];
  const policy = contentSecurityPolicy(secret(), path, hosts);
  // Next takes the nonce for its own scripts from this header, so a visitor's must never get through.
  headers.set("content-security-policy", policy);

  const fresh = isCsrfCookie(request.cookies.get(csrfCookie())?.value) ? null : newCsrfCookie();
  if (fresh !== null) {
    request.cookies.set(fresh.name, fresh.value);
    headers.set("cookie", request.cookies.toString());
  }

  const once = onceFor(request);
  if (once === null) headers.delete(ONCE_HEADER);
  else headers.set(ONCE_HEADER, once);

  const response =
    arrived(request) ?? (ready ? NextResponse.next({ request: { headers } }) : unavailable(request, headers));
  if (fresh !== null) response.cookies.set(fresh.name, fresh.value, cookieOptions());
  if (once !== null) response.cookies.set(onceCookie(), "", { ...cookieOptions(), maxAge: 0 });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(
    securityHeaders(path, comesBack(request) || isCustomersPage(path)),
  ))
    response.headers.set(name, value);
  return response;
}

/** What is shown once goes to the next page of the administration that is drawn, and is gone with it. */
const onceFor = ({ method, nextUrl, cookies }: NextRequest): string | null =>
  method === "GET" && nextUrl.pathname.startsWith("/admin/")
    ? (cookies.get(onceCookie())?.value ?? null)
    : null;

/** A vendor's answer to a customer in a window that the host has to recognise afterwards. */
const comesBack = ({ nextUrl, cookies }: NextRequest): boolean =>
  /^\/link\/[^/]+\/callback$/.test(nextUrl.pathname) &&
  cookies.getAll().some(({ name }) => isTicketName(name));

/** An address that came with a vendor's token is left before anything is drawn, since pages repeat their address. */
function arrived({ nextUrl }: NextRequest): NextResponse | null {
  const [, provider] = /^\/connect\/([^/]+)$/.exec(nextUrl.pathname) ?? [];
  if (provider === undefined) return null;
  const path = arrivalPath(provider, Object.fromEntries(nextUrl.searchParams));
  return path === null ? null : NextResponse.redirect(new URL(path, env().PUBLIC_URL), 303);
}

/**
 * A page that needs the database would be a blank one; a form is not done and can be sent again. So can a
 * vendor's answer, which is not drawn as a page, since pages repeat their address.
 */
function unavailable(request: NextRequest, headers: Headers): NextResponse {
  const { status, sentence } = new Failure("storage_unavailable");
  const answer = { status, headers: { "retry-after": "2", "cache-control": "no-store" } };
  const isPage = request.method === "GET" && !/^\/(api|link)\//.test(request.nextUrl.pathname);
  return isPage
    ? NextResponse.rewrite(new URL("/unavailable", request.url), { ...answer, request: { headers } })
    : new NextResponse(`${sentence}\n`, answer);
}

// Next copies a body for whatever stands before its route, so what may be large and comes from strangers goes round it.
export const config = {
  matcher: [
    "/((?!_next/static|api/v1/|api/webhooks/|api/health|api/ready|api/metrics|icon.svg|icon-needs-you.svg|connect.js|connect.d.ts|providers/).*)",
  ],
};
