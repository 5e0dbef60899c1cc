import "#lib/server-only";
import { Readable } from "node:stream";
import type { ConnectionRow } from "#db/connections";
import type { ProxyRule } from "#db/schema";
import { now } from "#lib/clock";
import { openCredentials } from "#lib/connections/credentials";
import { freshConnection, isUsable } from "#lib/connections/fresh";
import { Failure } from "#lib/errors";
import { type Streamed, type StreamRequest, stream } from "#lib/http";
import { findProvider } from "#lib/providers/index";
import type { Provider, TokenSet } from "#lib/providers/types";
import { answerHeaders, requestHeaders } from "./headers.ts";
import { type Destination, destination, withoutTokens } from "./path.ts";
import { allows, methods } from "./rules.ts";
import { noteScopeUse } from "./scope-uses.ts";

/**
 * Calls a vendor's API for a caller who never sees the token. Bodies stream both ways; redirects are never
 * followed; only the vendor's API hosts are called.
 */

export type ProxyRequest = {
  method: string;
  /** What stands behind `/proxy/`, percent-encoded, without the query. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: Record<string, string | string[] | undefined>;
  body: Readable | null;
  /** Aborted when the caller goes away. */
  signal: AbortSignal;
  /** Called before anything goes to the vendor; each time that something does. */
  onSend: () => void;
};

export type ProxyAnswer = { status: number; headers: Record<string, string | string[]>; body: Readable };

/** Bodies up to this size are kept for one repetition; larger ones stream through and are sent once. */
const REPLAYABLE_BYTES = 64 * 1024;
/** A token younger than this is not replaced because a vendor refuses it: another one would fare no better. */
const YOUNG_MS = 60_000;

/** `connection` is one that the caller may use; `rules` are those of its key. */
export async function proxy(
  connection: ConnectionRow,
  rules: readonly ProxyRule[] | null,
  request: ProxyRequest,
): Promise<ProxyAnswer> {
  const provider = findProvider(connection.provider);
  if (provider === undefined) throw new Failure("provider_not_configured", connection.provider);
  if (!methods.includes(request.method)) throw new Failure("invalid_input", "method");
  const row = isUsable(connection, now()) ? connection : await freshConnection(connection.id);
  const { tokens, grant } = held(row);
  const hosts = provider.api.hosts(grant);
  const there = destination(request.path, hosts);
  if (!allows(rules, request.method, there)) throw new Failure("proxy_refused", there.path);

  const body = await replayable(request);
  const first = await exchange(provider, tokens, there, request, body);
  const answer = first.statusCode === 401 ? await again(provider, row, there, request, body, first) : first;
  if (answer.statusCode < 400) noteScopeUse(provider, row.id, request.method, there.path);
  return {
    status: answer.statusCode,
    headers: {
      ...answerHeaders(answer.headers, answer.statusCode),
      ...location(answer, provider, row.id, hosts, there),
    },
    body: answer.body,
  };
}

/** One more try with another token, where the body can be sent again and another token may help. */
async function again(
  provider: Provider,
  row: ConnectionRow,
  there: Destination,
  request: ProxyRequest,
  body: Body,
  refused: Streamed,
): Promise<Streamed> {
  if (body instanceof Readable) return refused;
  const text = await beginningOf(refused.body);
  const same = { ...refused, body: text.again };
  if (provider.api.isScopeRefusal?.(text.beginning) === true) return same;
  const newer = await otherToken(row);
  if (newer === null) return same;
  text.again.destroy();
  return exchange(provider, held(newer).tokens, there, request, body);
}

/** Another token than the one that was refused; null where there is none to be had. */
async function otherToken(row: ConnectionRow): Promise<ConnectionRow | null> {
  try {
    const present = await freshConnection(row.id);
    if (present.generation !== row.generation) return present;
    if (!row.renewable || (row.issuedAt !== null && now().getTime() - row.issuedAt.getTime() < YOUNG_MS))
      return null;
    return await freshConnection(row.id, { need: "new" });
  } catch (error) {
    // The vendor's own refusal says more to the caller than that no other token could be had.
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** What was kept, or the caller's own stream. */
type Body = Buffer | Readable | null;

async function exchange(
  provider: Provider,
  { accessToken }: Pick<TokenSet, "accessToken">,
  there: Destination,
  request: ProxyRequest,
  body: Body,
): Promise<Streamed> {
  const parameter = provider.api.tokenParameterAt?.(there.host) ?? null;
  const query = withoutTokens(request.query, provider.api.tokenParameters ?? []);
  if (parameter !== null) query.push(`${parameter}=${encodeURIComponent(accessToken)}`);
  const authorization = provider.authorization?.(accessToken) ?? `Bearer ${accessToken}`;
  const search = query.length === 0 ? "" : `?${query.join("&")}`;
  const { "content-length": length, ...headers } = requestHeaders(request.headers);
  request.onSend();
  return stream(provider, {
    url: `https://${there.host}${there.path}${search}`,
    method: request.method as StreamRequest["method"],
    headers: {
      ...headers,
      ...(body instanceof Readable && length !== undefined ? { "content-length": length } : {}),
      ...(parameter === null ? { authorization } : {}),
    },
    body: body instanceof Readable ? Readable.from(listenedTo(body), { objectMode: false }) : body,
    signal: request.signal,
  });
}

async function replayable({ body, headers }: ProxyRequest): Promise<Body> {
  if (body === null) return null;
  const length =
    headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : Number.NaN;
  if (length === 0) return null;
  if (!(length <= REPLAYABLE_BYTES)) return body;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * A vendor that answers early ends the stream it is given. The caller's own goes on: whoever sends everything
 * before reading anything would otherwise wait for somebody to take it.
 */
async function* listenedTo(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false });
  } finally {
    body.resume();
  }
}

/** The first 64 KiB as text, and a stream that gives everything from the beginning. */
async function beginningOf(stream: Readable): Promise<{ beginning: string; again: Readable }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = stream.iterator({ destroyOnReturn: false });
  for await (const chunk of iterator) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).byteLength;
    if (size >= REPLAYABLE_BYTES) break;
  }
  const rest = async function* () {
    yield* chunks;
    if (!stream.readableEnded) yield* stream;
  };
  return { beginning: Buffer.concat(chunks).toString("utf8"), again: Readable.from(rest()) };
}

/** Where to look next, or where what was made is: within the API's hosts told as an address of the proxy, anywhere else told no one. */
function location(
  { headers }: Streamed,
  { api }: Pick<Provider, "api">,
  id: string,
  hosts: readonly string[],
  there: Destination,
): Record<string, string> {
  const [text] = [headers.location ?? []].flat();
  const url = text === undefined ? null : URL.parse(text, `https://${there.host}${there.path}`);
  if (url === null || !hosts.includes(url.host)) return {};
  const query = withoutTokens(url.search.slice(1), api.tokenParameters ?? []).join("&");
  const search = query === "" ? "" : `?${query}`;
  return { location: `/api/v1/connections/${id}/proxy/${url.host}${url.pathname}${search}` };
}

function held(row: ConnectionRow) {
  const credentials = openCredentials(row);
  if (credentials === null) throw new Failure("reauth_required", row.id);
  return credentials;
}
