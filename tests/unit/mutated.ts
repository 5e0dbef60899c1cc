import fc from "fast-check";
import type { HttpResponse } from "#lib/providers/types";

/** Answers as vendors document them, bent in every way. */

/** `secret` stands in all places where a real answer holds a token or the vendor's own words. */
export function documented(secret = "ba371cc8"): unknown[] {
  const error = { error: "invalid_grant", error_description: secret };
  return [
    {
      access_token: secret,
      token_type: "bearer",
      expires_in: 21_600,
      refresh_token: `${secret}-r`,
      scope: ["all:read"],
    },
    {
      access_token: secret,
      token_type: "Bearer",
      expires_in: 3_600,
      refresh_token: `${secret}-r`,
      scope: "all:read x:y",
    },
    { access_token: secret },
    { access_token: secret, refresh_token: `${secret}-r` },
    error,
    { ...error, error: "invalid_client" },
    { type: "https://docs.api.video/reference/x", title: secret, name: "", status: 400 },
    { message: secret, details: { applicationError: { code: "X", description: secret, data: {} } } },
    { id: 123, name: "Acme", url: "https://acme.wistia.com", mediaCount: 12 },
    { code: "unauthorized_scope", error: secret },
    { workspace: { id: 77, name: "Acme" }, workspace_id: "77", workspace_name: "Acme" },
    { teammates: [{ id: 1, name: "Ann", team_ids: [] }, { id: 2 }] },
    { data: [{ videoId: "vi1" }], pagination: { currentPage: 1 } },
    {
      instance: { instanceId: "inst-1", permissions: ["A.B", "C.D"] },
      site: { siteDisplayName: "S", url: "https://s.example" },
    },
  ];
}

type Path = (string | number)[];

function paths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, inner]) => paths(inner, [...at, name]))];
}

/** The body with one place of it removed or replaced. */
export function bent(body: unknown, place: number, value: unknown): unknown {
  const all = paths(body);
  const path = all[place % all.length] ?? [];
  const last = path.at(-1);
  if (last === undefined) return value;
  const copy = structuredClone(body);
  let parent = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) parent = parent[step] as typeof parent;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const nasty = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    "",
    0,
    -1,
    1e308,
    "3600",
    "a\r\nx: y",
    "é",
    "\u202e",
    "\ud800",
    "x".repeat(9_000),
    [],
    {},
  ),
  fc.integer(),
  fc.double(),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);
export const bends = fc.array(fc.tuple(fc.nat({ max: 40 }), nasty), { minLength: 0, maxLength: 4 });
/** One answer: a body of those, with places removed or replaced or its text cut, or something else altogether. */
export function mutatedResponse(bodies: unknown[]): fc.Arbitrary<HttpResponse> {
  const mutatedBody = fc
    .tuple(fc.constantFrom(...bodies), bends)
    .map(([body, changes]) => changes.reduce((so, [place, value]) => bent(so, place, value), body));
  const mutatedText = fc
    .tuple(fc.constantFrom(...bodies), fc.nat({ max: 200 }), fc.nat({ max: 4 }), fc.string({ maxLength: 3 }))
    .map(([body, at, drop, put]) => {
      const text = JSON.stringify(body);
      return text.slice(0, at) + put + text.slice(at + drop);
    })
    .map((text): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    });
  const body = fc.oneof(
    { weight: 4, arbitrary: mutatedBody },
    { weight: 2, arbitrary: mutatedText },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.constantFrom("<!doctype html><p>Sign in", "\ufeff{}", "null", "") },
  );
  const status = fc.oneof(
    { weight: 3, arbitrary: fc.constant(200) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503),
    },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 599 }) },
  );
  return fc.record({ status, body, headers: fc.constant({}) });
}
