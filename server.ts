import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import next from "next";
import { handleApi } from "#lib/api/handle";
import { arrivalOptions, limitArrival } from "#lib/arrival";
import { boot, shutDown } from "#lib/boot";
import { compress } from "#lib/compress";
import { renewalsEnded } from "#lib/connections/fresh";
import { readsWritten } from "#lib/connections/reads";
import { env } from "#lib/env";
import { endWatching } from "#lib/live/watch";
import { classOf, countRequest } from "#lib/metrics/count";
import { writeScopeUses } from "#lib/proxy/scope-uses";
import { newId } from "#lib/random";
import { inRequest } from "#lib/request";
import { sweepEnded } from "#lib/sweep/sweep";
import { stopSweeping } from "#lib/sweep/timer";
import { traced } from "#lib/tracing/span";
import { startTracing } from "#lib/tracing/start";
import { deliveriesEnded, stopDelivering } from "#lib/webhooks/courier";

/**
 * What `npm start` runs: `/api/v1` is answered here, in front of Next's router, which costs ten times the
 * processor time for the same token read; everything else is Next's.
 */

const development = process.argv.includes("--dev");
const LONGEST_GOODBYE_MS = 15_000;
/** An endpoint that takes longer is told again by whoever is there next. */
const LONGEST_DELIVERY_MS = 5_000;
const LONGEST_STREAM_MS = 10_000;

/** Until it serves there is nothing to finish. The first process of a container outlives signals it does not take. */
let leave = (): void => process.exit(0);
process.on("SIGTERM", () => leave());
process.on("SIGINT", () => leave());

await boot().catch((error: Error) => {
  process.stderr.write(`Patchbay did not start. ${error.message}\n`);
  process.exit(1);
});

const endTracing = await startTracing();
const { PORT, PUBLIC_URL, EMULATOR_URL, HOST, TRUST_PROXY } = env();
// Next would hang up on every request that offers another protocol, as curl's and Java's own client do with
// each one (RFC 9110 §7.8: an offer need not be taken), and has nobody to talk to that way but in development.
const app = next({ dev: development, quiet: true, ...(development ? {} : { httpServer: createServer() }) });
await app.prepare();
const handlePage = app.getRequestHandler();

const server = createServer(arrivalOptions, (request, response) => {
  if (!request.url?.startsWith("/")) request.url = originForm(request.url);
  limitArrival(request, response);
  for (const name in request.headers) if (isInternal(name)) delete request.headers[name];
  const context = { id: newId(), address: clientAddress(request), doer: null };
  const answered = inRequest(context, () => measured(request, response, context));
  answered.catch(() => response.destroy());
});

type Arrived = { id: string; address: string };

/** Counted and traced by its class of route; an address may hold a code, so it is in neither. */
function measured(request: IncomingMessage, response: ServerResponse, arrived: Arrived): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const route = classOf(url);
  const begun = performance.now();
  response.once("close", () => countRequest(route, method, response.statusCode, performance.now() - begun));
  return traced(
    "request",
    { "http.request.method": method, "http.route": route, "patchbay.request": arrived.id },
    () => answer(request, response, arrived),
    () => ({ "http.response.status_code": response.statusCode }),
  );
}

function answer(request: IncomingMessage, response: ServerResponse, arrived: Arrived): Promise<void> {
  if (request.url?.startsWith("/api/v1/")) return answerApi(request, response, arrived.id);
  if (!isReadable(request.url))
    return refuse(response, 400, "This address cannot be read. Nothing was changed.");
  if (isTooLarge(request))
    return listened(request).then(() =>
      refuse(response, 413, "That was more than we accept in one request. Nothing was changed."),
    );
  request.headers["x-patchbay-address"] = arrived.address;
  request.headers["x-patchbay-own"] = isOwn(request) ? "yes" : "no";
  compress(request, response);
  return handlePage(request, response);
}

server.listen(PORT, HOST ?? (EMULATOR_URL === undefined ? undefined : "127.0.0.1"), () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Patchbay ready at ${PORT === 0 ? `http://localhost:${port}` : PUBLIC_URL}\n`);
});

async function answerApi(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
  const { method = "GET", url = "/", headers: asked } = request;
  const question = url.indexOf("?");
  const { status, headers, body } = await handleApi({
    id,
    method,
    path: question < 0 ? url : url.slice(0, question),
    search: question < 0 ? "" : url.slice(question + 1),
    headers: asked,
    body: request,
    // Made only when somebody looks: most requests are answered before anybody can have gone away.
    get signal() {
      return goneAway(response);
    },
  });
  if (!request.complete) request.resume();
  if (typeof body === "string") {
    const size = Buffer.byteLength(body);
    if (status !== 204 && status !== 304) headers["content-length"] = String(size);
    // Text without a letter that takes two bytes is written for a third less as what it is.
    const encoding = size === body.length ? "latin1" : "utf8";
    response.writeHead(status, headers).end(method === "HEAD" ? undefined : body, encoding);
    return;
  }
  response.writeHead(status, headers);
  // Whoever went away ends the vendor's answer, and a vendor's answer that breaks off ends ours.
  if (method === "HEAD") body.destroy();
  await (method === "HEAD" ? response.end() : pipeline(body, response).catch(() => {}));
}

function goneAway(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** A whole address is served like its path (RFC 9112 §3.2.2); whose it says it is counts as little as Host does. */
const originForm = (address = "/") => address.replace(/^https?:\/\/[^/?#]*(?=\/)/i, "");

/** Next would call such an address, or a broken escape in one, its own fault (500), and log it with a stack. */
function isReadable(address = "/"): boolean {
  if (!address.startsWith("/") || /%00/.test(address)) return false;
  try {
    decodeURIComponent(address.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

const LARGEST_FORM_BYTES = 64 * 1024;
const MOST_LISTENED_BYTES = 1024 * 1024;

/** Next takes a form in before its route sees it; browsers say beforehand how long theirs are. */
function isTooLarge({ headers, url = "" }: IncomingMessage): boolean {
  if (url.startsWith("/api/webhooks/")) return false; // Its route counts as it reads.
  return (
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > LARGEST_FORM_BYTES
  );
}

/** Whoever is cut off while sending may never read why; so a little more is taken in and thrown away. */
async function listened(request: IncomingMessage): Promise<void> {
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).byteLength;
    if (size > MOST_LISTENED_BYTES) return;
  }
}

async function refuse(response: ServerResponse, status: number, sentence: string): Promise<void> {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
    connection: "close",
  };
  response.writeHead(status, headers).end(`${sentence}\n`);
}

const headerText = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Headers that steer Next from the inside; a visitor's are dropped (CVE-2025-29927 and its kin). */
const isInternal = (name: string) =>
  name.startsWith("x-middleware-") ||
  name.startsWith("x-nextjs-") ||
  name === "x-matched-path" ||
  name === "content-security-policy";

/** For rate limits; a proxy's word counts only where the operator says there is one. */
function clientAddress(request: IncomingMessage): string {
  const forwarded = TRUST_PROXY === "yes" ? headerText(request.headers["x-forwarded-for"]) : undefined;
  return forwarded?.split(",").at(-1)?.trim() ?? request.socket.remoteAddress ?? "unknown";
}

/** A program on this very machine; not a visitor whom a proxy on it passes on. */
function isOwn({ headers, socket }: IncomingMessage): boolean {
  const passedOn = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return !passedOn && /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(socket.remoteAddress ?? "");
}

/** Requests under way, renewals among them, are finished first; then the database is closed. */
leave = () => {
  leave = () => {};
  setTimeout(() => process.exit(1), LONGEST_GOODBYE_MS).unref();
  stopSweeping();
  stopDelivering();
  endWatching();
  const delivered = deliveriesEnded(LONGEST_DELIVERY_MS);
  // Streams that go on for longer, a vendor's answer passed through or a page that listens, are cut off.
  setTimeout(() => server.closeAllConnections(), LONGEST_STREAM_MS).unref();
  server.close(async () => {
    await delivered;
    await sweepEnded();
    await renewalsEnded();
    await readsWritten();
    await writeScopeUses();
    await endTracing();
    await shutDown().finally(() => process.exit(0));
  });
  server.closeIdleConnections();
};
