import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "./fixtures.ts";

/** An OpenTelemetry collector that keeps what it is sent. */
export async function startCollector() {
  const sent: Json[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    sent.push({ path: request.url, ...JSON.parse(body) });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    spans: (): Json[] =>
      sent.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }: Json) => scopeSpans.flatMap((scope: Json) => scope.spans)),
      ),
    close: () => void server.close().closeAllConnections(),
  };
}

export const attributesOf = (span: Json): Record<string, unknown> =>
  Object.fromEntries(span.attributes.map(({ key, value }: Json) => [key, Object.values(value)[0]]));
