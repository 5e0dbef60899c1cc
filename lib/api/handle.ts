import "#lib/server-only";
import { z } from "zod";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import { requireApiKey } from "./authenticate.ts";
import { documentPath, documentText } from "./document.ts";
import { etagOf, isKnown } from "./etag.ts";
import { type ApiAnswer, type ApiRequest, headerOf } from "./exchange.ts";
import { onlyOnce } from "./idempotency.ts";
import { bodyText, readBody, readQuery } from "./input.ts";
import { type KeyActor, requireScope } from "./key-actor.ts";
import { type Counted, countRequest } from "./limits.ts";
import { type Found, matcher } from "./match.ts";
import { empty, json, problem } from "./respond.ts";
import { type Call, type Method, type Operation, type Policy, Reply, type Route } from "./route.ts";
import { routes } from "./routes.ts";

/** `/api/v1`: the one way from a request to its answer, for both entrances, the server file's and Next's. */

const find = matcher(routes);

export async function handleApi(request: ApiRequest): Promise<ApiAnswer> {
  let counted: Counted | null = null;
  const count = async (keyId: string, route: Route | undefined) => {
    counted = await countRequest(keyId, policyOf(route, request.method));
    if (counted.failure !== null) throw counted.failure;
  };
  const answer = await answerTo(request, count).catch((error) => refusal(error, request));
  Object.assign(answer.headers, (counted as Counted | null)?.headers);
  answer.headers["x-request-id"] = request.id;
  return answer;
}

type Count = (keyId: string, route: Route | undefined) => Promise<void>;

async function answerTo(request: ApiRequest, count: Count): Promise<ApiAnswer> {
  if (request.path === documentPath) return description(request);
  const key = await requireApiKey(headerOf(request, "authorization"));
  const found = find(request.path);
  const route = found?.routes[methodOf(request.method)];
  await count(key.keyId, route);
  if (found === null) throw new Failure("not_found", "route");
  if (request.method === "OPTIONS") return empty(204, { allow: allowed(found) });
  if (route === undefined) return methodNotAllowed(allowed(found), request);
  requireScope(key, route.scope);
  return run(route, found.params, key, request);
}

async function run(
  route: Route,
  params: Record<string, string>,
  key: KeyActor,
  request: ApiRequest,
): Promise<ApiAnswer> {
  if ("passage" in route) return route.handle({ key, params, request } as Call<string, never, never>);
  const query = route.query === undefined ? undefined : readQuery(route.query, request.search);
  const work = async (body: unknown) =>
    told(route, request, await route.handle({ key, params, query, body, request }));
  if (route.method === "GET") return work(undefined);
  const text = await bodyText(request);
  const body = readBody(route.body ?? nothing, text);
  return onlyOnce(key.keyId, request, text, () => work(body).catch((error) => refusal(error, request)));
}

/** What a change takes that needs no words: no body, or an empty object. */
const nothing = z.strictObject({});

function told(route: Operation, request: ApiRequest, result: unknown): ApiAnswer {
  const [value, headers] = result instanceof Reply ? [result.value, result.headers] : [result, {}];
  const answer = json(route.status ?? 200, value, headers);
  if (!(route.tagged ?? route.method === "GET")) return answer;
  const etag = etagOf(answer.body);
  return route.method === "GET" && isKnown(etag, headerOf(request, "if-none-match"))
    ? empty(304, { etag })
    : { ...answer, headers: { ...answer.headers, etag } };
}

const refusal = (error: unknown, { id }: ApiRequest): ApiAnswer =>
  problem(error instanceof Failure ? error : unexpected(error), id);

/** HEAD is GET whose body is not sent (RFC 9110 §9.3.2); the entrances leave it away. */
const methodOf = (method: string) => (method === "HEAD" ? "GET" : method) as Method;

const policyOf = (route: Route | undefined, method: string): Policy =>
  route?.policy ?? (["GET", "HEAD", "OPTIONS"].includes(method) ? "reads" : "writes");

function methodNotAllowed(allow: string, request: ApiRequest): ApiAnswer {
  const answer = problem(new Failure("method_not_allowed", request.method), request.id);
  return { ...answer, headers: { ...answer.headers, allow } };
}

const allowed = ({ routes }: Found) =>
  Object.keys(routes)
    .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
    .concat("OPTIONS")
    .join(", ");

/** What the API says of itself needs no key. */
function description(request: ApiRequest): ApiAnswer {
  const allow = "GET, HEAD, OPTIONS";
  if (request.method === "OPTIONS") return empty(204, { allow });
  if (methodOf(request.method) !== "GET") return methodNotAllowed(allow, request);
  const body = documentText();
  const etag = etagOf(body);
  const headers = { "cache-control": "no-cache", etag };
  return isKnown(etag, headerOf(request, "if-none-match"))
    ? empty(304, headers)
    : {
        status: 200,
        headers: { "content-type": "application/json", "x-content-type-options": "nosniff", ...headers },
        body,
      };
}
