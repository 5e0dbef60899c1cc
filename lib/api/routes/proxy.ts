import "#lib/server-only";
import { finished } from "node:stream";
import { findConnection } from "#db/connections";
import { now } from "#lib/clock";
import { noteProxied, requireRoomForReads } from "#lib/connections/reads";
import { Failure, type FailureCode } from "#lib/errors";
import { proxy } from "#lib/proxy/proxy";
import { requireApiKey } from "../authenticate.ts";
import { type ApiRequest, headerOf } from "../exchange.ts";
import type { Call, Method, Route } from "../route.ts";
import { passage } from "../route.ts";

const failures: FailureCode[] = [
  "not_found",
  "proxy_refused",
  "provider_not_configured",
  "provider_unreachable",
  "reauth_required",
  "answer_lost",
  "disconnected",
  "busy",
];

const methods: [Method, name: string, verb: string][] = [
  ["GET", "proxyGet", "Read"],
  ["POST", "proxyPost", "Send"],
  ["PUT", "proxyPut", "Replace"],
  ["PATCH", "proxyPatch", "Change"],
  ["DELETE", "proxyDelete", "Remove"],
];

/** Calls to the vendor with the connection's token, which never leaves: bodies stream both ways. */
export const proxyRoutes: Route[] = methods.map(([method, name, verb]) =>
  passage({
    name,
    method,
    path: "/connections/{id}/proxy/{path*}",
    chapter: "Proxy",
    summary: `${verb} something at the vendor`,
    description:
      "Goes to the vendor's API with the connection's token, and answers what the vendor answers, status and body unchanged. A path that begins with another of the vendor's API hosts goes there (`proxy/upload.example.com/…`). Bodies may be of any size and pass through piece by piece. Redirects are not followed. After a 401 one more try is made with a new token, unless the body was larger than 64 KiB.",
    scope: "proxy",
    failures,
    handle: pass,
  }),
);

const LOOK_EVERY_MS = 500;

/** Ends a call whose key is not good any more, which may last for hours. */
function whileGood(request: ApiRequest): { signal: AbortSignal; stop: () => void } {
  const ended = new AbortController();
  const look = () =>
    requireApiKey(headerOf(request, "authorization")).catch((error) => {
      if (error instanceof Failure && error.code === "unauthenticated") ended.abort();
    });
  const looking = setInterval(look, LOOK_EVERY_MS).unref();
  return { signal: AbortSignal.any([request.signal, ended.signal]), stop: () => clearInterval(looking) };
}

async function pass({ key, params, request }: Call<"/connections/{id}/proxy/{path*}", never, never>) {
  requireRoomForReads();
  const row = await findConnection(key, params.id);
  if (row === null) throw new Failure("not_found", "connection");
  const { method, search: query, headers, body } = request;
  const { path } = params;
  const note = (status: number) => noteProxied(row, key, now(), { method, path, status });
  const { signal, stop } = whileGood(request);
  let sent = false;
  const onSend = () => {
    sent = true;
  };
  try {
    const answer = await proxy(row, key.rules, { method, path, query, headers, body, signal, onSend });
    note(answer.status);
    finished(answer.body, stop);
    return answer;
  } catch (error) {
    stop();
    // A vendor that did not answer may still have done what was asked.
    if (sent) note(error instanceof Failure ? error.status : 500);
    throw error;
  }
}
