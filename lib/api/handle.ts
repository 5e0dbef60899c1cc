import "#lib/server-only";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import * as connections from "./connections.ts";
import { requireApiKey } from "./keys.ts";
import { type ApiAnswer, type ApiRequest, json, problem } from "./respond.ts";

/** `/api/v1`: one table of routes for both entrances, the server file's and Next's. */
const routes: [
  pattern: RegExp,
  handle: (request: ApiRequest, id: string, keyId: string) => Promise<unknown>,
][] = [
  [/^\/api\/v1\/connections$/, ({ query }) => connections.list(query)],
  [/^\/api\/v1\/connections\/([^/]+)$/, (_, id) => connections.read(id)],
  [/^\/api\/v1\/connections\/([^/]+)\/token$/, (_, id, keyId) => connections.token(id, keyId)],
];

export async function handleApi(request: ApiRequest): Promise<ApiAnswer> {
  try {
    const key = await requireApiKey(request.header("authorization"));
    for (const [pattern, handle] of routes) {
      const found = pattern.exec(request.path);
      if (found === null) continue;
      if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed();
      return json(await handle(request, found[1] ?? "", key.id));
    }
    throw new Failure("not_found", "route");
  } catch (error) {
    return problem(error instanceof Failure ? error : unexpected(error));
  }
}

function methodNotAllowed(): ApiAnswer {
  const answer = problem(new Failure("invalid_input", "method"));
  return { ...answer, status: 405, headers: { ...answer.headers, allow: "GET, HEAD" } };
}
