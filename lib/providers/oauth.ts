import { Failure } from "../errors.ts";
import type { Client, HttpRequest, HttpResponse, TokenSet } from "./types.ts";

/**
 * OAuth 2.0 requests and answers as four real vendors write them (RFC 6749 §4.1.3, §5, §6; RFC 7009).
 * Strict libraries refuse two of the four (a scope array; an answer without `token_type`), hence our own.
 */

/** Client credentials in the form body (RFC 6749 §2.3.1). */
export function tokenRequest(url: string, client: Client, fields: Record<string, string>): HttpRequest {
  return {
    method: "POST",
    url,
    headers: { accept: "application/json" },
    body: { form: { ...fields, client_id: client.id, client_secret: client.secret } },
  };
}

const TEN_YEARS_SECONDS = 10 * 365 * 86_400;
const LONGEST_TOKEN = 8_192;

/** Reads a token answer (RFC 6749 §5.1); `lifeSeconds` is the vendor's documented default. */
export function readTokens(response: HttpResponse, now: Date, lifeSeconds: number | null): TokenSet {
  // Errors here are JSON (RFC 6749 §5.2). A page of some proxy refuses this request, not the grant.
  if (isPage(response)) throw new Failure("provider_refused", `status ${response.status} without JSON`);
  const body = readObject(response);
  const life = expiresIn(body.expires_in) ?? lifeSeconds;
  return {
    accessToken: token(body.access_token) ?? unreadable("no usable access_token"),
    refreshToken: body.refresh_token === undefined ? null : token(body.refresh_token),
    scopes: scopes(body.scope),
    expiresAt: life === null ? null : new Date(now.getTime() + life * 1000),
  };
}

/**
 * The JSON object of a good answer. Otherwise the failure that says who must act: 5xx and 429 and broken
 * answers can never end a connection; `invalid_client` is the operator's; the rest of 400, 401 and 403 is
 * a refusal.
 */
export function readObject(response: HttpResponse): Record<string, unknown> {
  const body = isObject(response.body) ? response.body : null;
  const error = typeof body?.error === "string" ? body.error : null;
  const { status } = response;
  if (status === 429 || status >= 500) throw new Failure("provider_unreachable", `status ${status}`);
  if (error === "invalid_client" || error === "unauthorized_client")
    throw new Failure("provider_client_refused", error);
  if (error === "temporarily_unavailable" || error === "server_error")
    throw new Failure("provider_unreachable", error);
  if (error === "invalid_grant" || status === 401) throw new Failure("reauth_required", `status ${status}`);
  // Wistia answers some API errors with a plain sentence in `error`; only the status counts for those.
  if (status === 400 || status === 403 || status === 404 || status === 409 || status === 422)
    throw new Failure("provider_refused", `status ${status}`);
  if (status < 200 || status > 299) throw new Failure("provider_unreadable", `status ${status}`);
  if (body === null) throw new Failure("provider_unreadable", "not a JSON object");
  if (error !== null) throw new Failure("provider_refused", "an error inside a good status");
  return body;
}

/** A grant that no vendor ever gave, for asking whether it knows us. */
export const NO_GRANT = "patchbay-checks-its-credentials";

/**
 * Reads the answer to a grant that cannot be good: only a vendor that has accepted our credentials goes on to
 * refuse the grant (RFC 6749 §5.2). Any other answer tells nothing and fails as it would elsewhere.
 */
export function readClientCheck(response: HttpResponse): void {
  if (isObject(response.body) && response.body.error === "invalid_grant") return;
  readObject(response);
  unreadable("a grant that cannot exist was accepted");
}

function isPage({ status, body }: HttpResponse): boolean {
  return status >= 400 && status < 429 && typeof body === "string" && body.trim() !== "";
}

/** Visible ASCII of sane length, so that no answer can inject a header; null otherwise. */
export function token(value: unknown): string | null {
  return typeof value === "string" && value.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(value)
    ? value
    : null;
}

/** A lifetime in whole seconds, from a number or a decimal string; null for what cannot be meant. */
export function expiresIn(value: unknown): number | null {
  const seconds =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\d{1,12}$/.test(value.trim())
        ? Number(value)
        : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 1 && seconds <= TEN_YEARS_SECONDS
    ? Math.floor(seconds)
    : null;
}

const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;

/** Granted scopes as a sorted set, from an array or a list by spaces or commas (RFC 6749 §3.3); null: not told. */
export function scopes(value: unknown): string[] | null {
  const lists = typeof value === "string" ? [value] : Array.isArray(value) ? value : null;
  if (lists === null) return null;
  // An empty list says that nothing was granted; an empty text says nothing.
  if (lists.length === 0) return [];
  const parts = lists.flatMap((list) => (typeof list === "string" ? list.split(/[\s,]+/) : []));
  const known = [...new Set(parts.filter((part) => SCOPE.test(part)))].sort().slice(0, 200);
  return known.length === 0 ? null : known;
}

const LONGEST_NAME = 200;

/**
 * A name from a vendor made fit for a page, a log and a CSV file: NFC, no control characters, no
 * bidirectional overrides, at most 200 code points; null when nothing is left.
 */
export function cleanText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const clean = value
    .slice(0, 4 * LONGEST_NAME)
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b\ufeff]+/gu, " ")
    .trim();
  return clean === "" ? null : [...clean].slice(0, LONGEST_NAME).join("").trimEnd();
}

/** An https address from a vendor, or null. */
export function cleanUrl(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 2_000 || !URL.canParse(value)) return null;
  const { protocol, username, password, href } = new URL(value);
  // "https://acme@evil.example" reads like acme and leads elsewhere.
  return protocol === "https:" && username === "" && password === "" ? href : null;
}

/** An identifier from a vendor: a string or whole number of sane length. */
export function identifier(value: unknown): string | null {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && /^[\x21-\x7e]{1,200}$/.test(value) ? value : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** For the end of a `??` chain. */
export function unreadable(what: string): never {
  throw new Failure("provider_unreadable", what);
}
