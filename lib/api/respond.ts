import { type Failure, type FailureCode, failures } from "#lib/errors";
import type { ApiAnswer } from "./exchange.ts";

/** Answers in the one style of the developer API. */

const always = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function json(status: number, value: unknown, headers: Record<string, string> = {}) {
  return {
    status,
    headers: { "content-type": "application/json", ...always, ...headers },
    body: JSON.stringify(value),
  };
}

/** Without a body: 204, 304. */
export function empty(status: number, headers: Record<string, string>): ApiAnswer {
  return { status, headers: { ...always, ...headers }, body: "" };
}

/** What is wrong with one part of a request: a JSON Pointer into its body, or a parameter or header by name. */
export type Complaint = { at: string; detail: string };

/** Problem details (RFC 9457) with a `code` of the closed list. */
export function problem(failure: Failure, requestId: string): ApiAnswer {
  const { code } = failure;
  const complaints = (failure as { complaints?: Complaint[] }).complaints;
  const body = {
    type: `urn:patchbay:problem:${code}`,
    title: titleOf(code),
    status: failure.status,
    code,
    detail: sentenceFor(code),
    instance: `urn:uuid:${requestId}`,
    ...(complaints === undefined ? {} : { errors: complaints }),
  };
  return {
    status: failure.status,
    headers: { "content-type": "application/problem+json", ...always, ...extraHeaders(failure) },
    body: JSON.stringify(body),
  };
}

export function titleOf(code: FailureCode): string {
  const words = code.replaceAll("_", " ");
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** The closed list speaks to people at forms; programs are told the same of requests and keys. */
const forPrograms: Partial<Record<FailureCode, string>> = {
  unauthenticated:
    "This needs a valid API key: Authorization: Bearer KEY. It may be mistyped, expired or revoked.",
  invalid_input: "Something in the request is missing or wrong. Nothing was changed.",
  rate_limited: "Too many requests with this API key in the last minute. Wait as long as Retry-After says.",
};

export const sentenceFor = (code: FailureCode): string => forPrograms[code] ?? failures[code][1];

function extraHeaders(failure: Failure): Record<string, string> {
  const { code, retryAfterMs } = failure;
  // RFC 6750 §3.
  if (code === "unauthenticated") return challenge((failure as { error?: string }).error);
  if (code === "insufficient_scope") return challenge(code);
  return retryAfterMs === undefined
    ? {}
    : { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}

const challenge = (error?: string) => ({
  "www-authenticate": `Bearer realm="patchbay"${error === undefined ? "" : `, error="${error}"`}`,
});
