import { type Failure, type FailureCode, failures } from "#lib/errors";

/** The developer API's own small request and answer, so that one set of handlers serves two entrances. */
export type ApiRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
};

export type ApiAnswer = { status: number; headers: Record<string, string>; body: string };

const always = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function json(value: unknown): ApiAnswer {
  return {
    status: 200,
    headers: { ...always, "content-type": "application/json" },
    body: JSON.stringify(value),
  };
}

/** Problem details (RFC 9457) with a `code` of the closed list. */
export function problem(failure: Failure): ApiAnswer {
  const [status, detail] = failures[failure.code];
  const body = {
    type: `urn:patchbay:problem:${failure.code}`,
    title: title(failure.code),
    status,
    code: failure.code,
    detail,
  };
  return {
    status,
    headers: { ...always, "content-type": "application/problem+json", ...extraHeaders(failure) },
    body: JSON.stringify(body),
  };
}

const title = (code: FailureCode) => code.replaceAll("_", " ");

function extraHeaders(failure: Failure): Record<string, string> {
  if (failure.code === "unauthenticated") return { "www-authenticate": 'Bearer realm="patchbay"' };
  return failure.retryAfterMs === undefined
    ? {}
    : { "retry-after": String(Math.max(1, Math.ceil(failure.retryAfterMs / 1000))) };
}
