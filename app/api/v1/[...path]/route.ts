import { handleApi } from "#lib/api/handle";

/** The developer API's second entrance; under `npm start` the server file answers before Next is asked. */
async function handle(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const { status, headers, body } = await handleApi({
    method: request.method,
    path: pathname,
    query: searchParams,
    header: (name) => request.headers.get(name) ?? undefined,
  });
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT };
