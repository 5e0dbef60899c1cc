import "#lib/server-only";
import { NextResponse } from "next/server";
import { currentPerson } from "#lib/auth";
import { cookieOptions, emailCookie } from "#lib/cookies";
import { currentCustomer } from "#lib/customers/current";
import type { Customer } from "#lib/customers/sessions";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import type { Actor } from "#lib/people/sessions";
import { returnPath } from "#lib/return-to";
import { requireSameOrigin } from "#lib/same-origin";

/** What stands between the web and the product: forms in, redirects out; thrown failures become answers. */

const LARGEST_FORM_BYTES = 64 * 1024;
/** Whoever is cut off while sending may never read why; so a little more is taken in and thrown away. */
const MOST_LISTENED_BYTES = 1024 * 1024;

export type FormContext<P, A = Actor> = {
  request: Request;
  params: P;
  form: Record<string, string>;
  actor: A;
};

type RouteArguments<P> = [request: Request, context: { params: Promise<P> }];

/**
 * A form post by a signed-in person. `act` answers the path to go to; a failure goes back to `failTo` with
 * its code. Somebody else's things are a plain 404.
 */
export function formRoute<P extends Record<string, string>>(
  act: (context: FormContext<P>) => Promise<string | Response>,
  failTo: (params: P, form: Record<string, string>) => string,
) {
  return formRouteOf<P, Actor>(() => currentPerson(), "/sign-in", act, failTo);
}

/** The same by a customer of the host application, in the session that the address names. */
export function customerRoute<P extends { id: string }>(
  act: (context: FormContext<P, Customer>) => Promise<string | Response>,
  failTo: (params: P, form: Record<string, string>) => string,
) {
  return formRouteOf<P, Customer>(({ id }) => currentCustomer(id), "/connect-session/over", act, failTo);
}

function formRouteOf<P extends Record<string, string>, A>(
  who: (params: P) => Promise<A | null>,
  outside: string,
  act: (context: FormContext<P, A>) => Promise<string | Response>,
  failTo: (params: P, form: Record<string, string>) => string,
) {
  return async (...[request, { params }]: RouteArguments<P>): Promise<Response> => {
    const known = await params;
    let form: Record<string, string> = {};
    try {
      requireSameOrigin(request.headers, env().PUBLIC_URL);
      form = await readForm(request);
      const actor = await who(known);
      if (actor === null)
        return seeOther(
          withQuery(outside, { problem: outside === "/sign-in" ? "unauthenticated" : "session_over" }),
        );
      const next = await act({ request, params: known, form, actor });
      return typeof next === "string" ? seeOther(next) : next;
    } catch (error) {
      return refusal(error, failTo(known, form));
    }
  };
}

/** The same for people without an account yet (set-up, sign-up). */
export function openFormRoute(
  act: (form: Record<string, string>, request: Request) => Promise<string | Response>,
  failTo: string,
) {
  const route = openFormRouteOf((form, _, request) => act(form, request), failTo);
  return (request: Request) => route(request, { params: Promise.resolve({}) });
}

/** The same at an address with parameters. */
export function openFormRouteOf<P extends Record<string, string>>(
  act: (form: Record<string, string>, params: P, request: Request) => Promise<string | Response>,
  failTo: string,
) {
  return async (...[request, { params }]: RouteArguments<P>): Promise<Response> => {
    let form: Record<string, string> = {};
    try {
      requireSameOrigin(request.headers, env().PUBLIC_URL);
      form = await readForm(request);
      const next = await act(form, await params, request);
      return typeof next === "string" ? seeOther(next) : next;
    } catch (error) {
      return keepEmail(refusal(error, withQuery(failTo, { name: form.name })), form.email);
    }
  };
}

/** Where a request comes from, for limits; server.ts says it, and only it can. */
export const addressOf = (request: Request): string => request.headers.get("x-patchbay-address") ?? "unknown";

/** 303: go there with GET. Paths only, so no answer of ours can lead to another site. */
export function seeOther(path: string): NextResponse {
  return new NextResponse(null, {
    status: 303,
    headers: { location: new URL(returnPath(path, "/connections"), env().PUBLIC_URL).href, ...noStore },
  });
}

/** To a vendor, an address that lib/http.ts has checked. */
export function leave(url: string): NextResponse {
  return new NextResponse(null, {
    status: 303,
    headers: { location: url, ...noStore },
  });
}

const EMAIL_SECONDS = 120;

/** A form that failed keeps what was typed, but for the password: the email waits in a cookie for the page. */
export function keepEmail(answer: Response, email: string | null | undefined): Response {
  if (email === null || email === undefined || email === "") return answer;
  const kept = new NextResponse(answer.body, answer);
  kept.cookies.set(emailCookie(), email.slice(0, 254), { ...cookieOptions(), maxAge: EMAIL_SECONDS });
  return kept;
}

const noStore = { "cache-control": "no-store" };

/** Adds a query to a path of ours. */
export function withQuery(path: string, query: Record<string, string | null | undefined>): string {
  const url = new URL(path, "http://patchbay.invalid");
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}

function refusal(error: unknown, failTo: string): Response {
  const failure = error instanceof Failure ? error : unexpected(error);
  if (failure.code === "unauthenticated") return seeOther(withQuery("/sign-in", { problem: failure.code }));
  if (failure.code === "not_found" || failure.code === "cross_site" || failure.code === "too_large")
    return sentence(failure);
  return seeOther(withQuery(failTo, { problem: failure.code }));
}

/** A bare answer for requests that no page of ours makes. */
function sentence(failure: Failure): Response {
  return new Response(`${failure.sentence}\n`, {
    status: failure.status,
    headers: { "content-type": "text/plain; charset=utf-8", ...noStore },
  });
}

async function readForm(request: Request): Promise<Record<string, string>> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_FORM_BYTES) throw new Failure("too_large");
  const type = request.headers.get("content-type") ?? "";
  if (type === "") return {};
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))
    throw new Failure("invalid_input", "not a form");
  const text = await limitedBody(request);
  const data = await new Response(text, { headers: { "content-type": type } }).formData().catch(() => {
    throw new Failure("invalid_input", "a broken form");
  });
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of data) if (typeof value === "string") form[name] = value;
  // Nobody types it, and PostgreSQL cannot keep it.
  if (Object.values(form).some((value) => value.includes("\0")))
    throw new Failure("invalid_input", "U+0000 in a text");
  return form;
}

/** For posts that somebody else's code answers: the text, or our answer where it is not to see them. */
export async function ownPost(request: Request): Promise<string | Response> {
  try {
    requireSameOrigin(request.headers, env().PUBLIC_URL);
    return await limitedText(request);
  } catch (error) {
    return sentence(error instanceof Failure ? error : unexpected(error));
  }
}

/** A body of at most 64 KiB as text. */
export async function limitedText(request: Request): Promise<string> {
  return (await limitedBody(request)).toString("utf8");
}

async function limitedBody(request: Request): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_LISTENED_BYTES) break;
    if (size <= LARGEST_FORM_BYTES) chunks.push(chunk);
  }
  if (size > LARGEST_FORM_BYTES) throw new Failure("too_large");
  return Buffer.concat(chunks);
}
