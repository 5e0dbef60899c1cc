import { type Answer, basicOf, bearerOf, jsonOf, type VendorRequest } from "../../http.ts";
import type { Allowance } from "../../limiter.ts";
import { liveToken } from "../../tokens.ts";
import {
  type ApiVideo,
  environmentOf,
  findKey,
  forgetTokens,
  issuePair,
  type KeyOfProject,
} from "./state.ts";

type Call = (request: VendorRequest, apiVideo: ApiVideo, caller: KeyOfProject) => Answer;

const reference = "https://docs.api.video/reference/";

/** Bare `application/json`: the vendor's own client refuses a charset. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export const problem = (status: number, type: string, title: string, more: object = {}) =>
  answer(status, { type: reference + type, title, ...more, status });

// Titles are the vendor's; that a 401 has just these three fields is ASSUMED.
const problems = {
  key: () => problem(401, "authentication-invalid-api-key", "The API key is invalid."),
  refresh: () => problem(401, "authentication-invalid-refresh-token", "The refresh token is invalid."),
  token: () => problem(401, "authentication-invalid-access-token", "The access token is invalid or expired."),
  header: () =>
    problem(
      401,
      "authentication-invalid-authorization-header-value",
      'The "Authorization" header value is invalid.',
    ),
  missing: () =>
    problem(401, "authentication-missing-authorization-header", 'The "Authorization" header is missing.'),
};

function badCredentials({ settings }: ApiVideo, kind: "key" | "refresh") {
  if (settings.authErrors === "401") return problems[kind]();
  return problem(400, "authentication-invalid-user-credentials", "The user credentials were incorrect.", {
    name: "",
  });
}

/** `POST /auth/api-key`. A new exchange ends the refresh token of the one before. */
export function exchangeKey(request: VendorRequest, apiVideo: ApiVideo): Answer {
  const text = jsonOf(request)?.apiKey;
  const environment = environmentOf(request.host);
  const found = findKey(apiVideo, (key) => key.key === text && key.environment === environment);
  if (!found) return badCredentials(apiVideo, "key");
  return limited(apiVideo, found, "Reads", () => answer(200, issuePair(apiVideo, found)));
}

/** `POST /auth/refresh`. That the server enforces single use is ASSUMED from the library its tokens look like. */
export function refresh(request: VendorRequest, apiVideo: ApiVideo): Answer {
  const { state, settings } = apiVideo;
  const text = String(jsonOf(request)?.refreshToken ?? "");
  const environment = environmentOf(request.host);
  const found = findKey(
    apiVideo,
    (key) => key.environment === environment && (state.refreshTokens.get(key.id) ?? []).includes(text),
  );
  if (!found) return badCredentials(apiVideo, "refresh");
  return limited(apiVideo, found, "Reads", () => {
    if (settings.refreshKillsAccessToken) forgetTokens(apiVideo, found.key.id);
    const keep = settings.refreshTokens === "reusable" ? state.refreshTokens.get(found.key.id) : [];
    return answer(200, issuePair(apiVideo, found, keep));
  });
}

/** A call with a live access token, or with the API key itself as the user of HTTP Basic. */
export const withCaller =
  (call: Call, kind: "Reads" | "Writes" = "Reads") =>
  (request: VendorRequest, apiVideo: ApiVideo): Answer => {
    const found = callerOf(request, apiVideo);
    if ("status" in found) return found;
    return limited(apiVideo, found, kind, () => call(request, apiVideo, found));
  };

function callerOf(request: VendorRequest, apiVideo: ApiVideo): KeyOfProject | Answer {
  const environment = environmentOf(request.host);
  if (!request.headers.authorization) return problems.missing();
  const basic = basicOf(request);
  if (basic) {
    const fits = ({ key, environment: where }: { key: string; environment: string }) =>
      key === basic.user && where === environment;
    return findKey(apiVideo, fits) ?? problems.key();
  }
  const bearer = bearerOf(request);
  if (!bearer) return problems.header();
  const issued = liveToken(apiVideo.state.tokens, bearer, apiVideo.clock.now());
  return (
    findKey(apiVideo, ({ id, environment: where }) => id === issued?.grant && where === environment) ??
    problems.token()
  );
}

function limited(
  apiVideo: ApiVideo,
  { project, key }: KeyOfProject,
  kind: "Reads" | "Writes",
  call: () => Answer,
) {
  if (apiVideo.settings.suspended)
    return problem(403, "authorization-suspended-account", "Suspended account");
  const perMinute = apiVideo.settings[`${key.environment}${kind}`];
  const allowance = apiVideo.limiter.take(`${project.id} ${key.environment} ${kind}`, perMinute);
  const reply = allowance.allowed ? call() : problem(429, "too-many-requests", "Too many requests.");
  return { ...reply, headers: { ...reply.headers, ...budget(allowance) } };
}

const budget = ({ limit, remaining, retryAfter }: Allowance) => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-retry-after": String(retryAfter),
});
