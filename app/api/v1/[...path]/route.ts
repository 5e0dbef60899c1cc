import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { handleApi } from "#lib/api/handle";
import { newId } from "#lib/random";
import { currentRequest } from "#lib/request";

/** The developer API's second entrance; under `npm start` the server file answers before Next is asked. */
async function handle(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { status, headers, body } = await handleApi({
    id: currentRequest()?.id ?? newId(),
    method: request.method,
    path: pathname,
    search: search.slice(1),
    headers: Object.fromEntries(request.headers),
    body: request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as ReadableStream),
    signal: request.signal,
  });
  const bare = request.method === "HEAD" || status === 204 || status === 304;
  return new Response(bare ? null : typeof body === "string" ? body : (Readable.toWeb(body) as BodyInit), {
    status,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, each]),
    ),
  });
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
