import "#lib/server-only";
import type { Readable } from "node:stream";
import { Agent, type Dispatcher, fetch, type Response, request as sendOnce } from "undici";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { countVendorCall } from "#lib/metrics/count";
import type { Call, HttpRequest, HttpResponse, Provider } from "#lib/providers/types";
import { traced } from "#lib/tracing/span";
import { world } from "#lib/world";

/** The only door to the outside: allowed hosts, deadlines, size limit, no redirects, the emulator. */

const DEADLINE_MS = 10_000;
const LARGEST_ANSWER_BYTES = 256 * 1024;
/** A vendor may need a second call to say one thing, never an endless chain. */
const LONGEST_CHAIN = 3;

const dispatcher = new Agent({
  connect: { timeout: 3_000 },
  headersTimeout: 8_000,
  bodyTimeout: DEADLINE_MS,
});

/**
 * Sends a provider's call and reads its answer. Rejects with a Failure only: `provider_unreachable` when
 * nothing usable came in time, else whatever the call's reader finds. No error here quotes an answer.
 */
export function send<T>(provider: Provider, call: Call<T>): Promise<T> {
  const { method, url } = call.request;
  const { host, pathname } = new URL(url);
  return traced(
    "vendor call",
    {
      "patchbay.vendor": provider.id,
      "http.request.method": method,
      "server.address": host,
      "url.path": pathname,
    },
    () => counted(provider.id, () => converse(provider, call)),
  );
}

async function counted<T>(vendor: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  let outcome = "ok";
  try {
    return await work();
  } catch (error) {
    outcome = error instanceof Failure ? error.code : "internal";
    throw error;
  } finally {
    countVendorCall(vendor, outcome, performance.now() - begun);
  }
}

async function converse<T>(provider: Provider, call: Call<T>): Promise<T> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  let next: T | Call<T> = call;
  for (let step = 0; isCall<T>(next); step += 1) {
    if (step === LONGEST_CHAIN) throw new Failure("provider_unreadable", `${provider.id}: too many calls`);
    // Lifetimes count from the request's start, so that a slow answer never makes a token look younger.
    const startedAt = now();
    const ask = world().exchange ?? exchange;
    const response = await ask(provider, next.request, signal);
    next = read(provider, next, response, startedAt);
  }
  return next;
}

function isCall<T>(value: T | Call<T>): value is Call<T> {
  return typeof value === "object" && value !== null && "request" in value && "read" in value;
}

function read<T>(provider: Provider, call: Call<T>, response: HttpResponse, startedAt: Date): T | Call<T> {
  try {
    return call.read(response, startedAt);
  } catch (error) {
    const where = `${provider.id} ${call.request.method} ${new URL(call.request.url).pathname}`;
    if (!(error instanceof Failure)) throw new Failure("provider_unreadable", where);
    const retryAfterMs = error.code === "provider_unreachable" ? pauseMs(response) : undefined;
    throw new Failure(
      error.code,
      `${where}: ${error.detail ?? "no detail"}`,
      retryAfterMs === undefined ? undefined : { retryAfterMs },
    );
  }
}

async function exchange(
  provider: Pick<Provider, "id" | "hosts">,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const where = `${provider.id} ${request.method} ${new URL(request.url).pathname}`;
  try {
    const response = await fetch(address(provider, request.url), {
      method: request.method,
      ...payload(request),
      redirect: "manual",
      signal,
      dispatcher,
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Failure("provider_unreadable", `${where}: an unexpected redirect`);
    }
    const text = await limitedText(response, where);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed(text) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    // Foreign errors can carry the request's own secrets; only their kind is kept.
    throw new Failure("provider_unreachable", `${where}: ${error instanceof Error ? error.name : "error"}`);
  }
}

export type StreamRequest = Pick<Dispatcher.RequestOptions, "method" | "headers" | "body" | "signal"> & {
  url: string;
};
export type Streamed = { statusCode: number; headers: Dispatcher.ResponseData["headers"]; body: Readable };

/** For bodies of any size, which take what time they take; what stands still for a minute is given up. */
const streaming = new Agent({ connect: { timeout: 3_000 }, headersTimeout: 120_000, bodyTimeout: 60_000 });

/** Sends a request whose body, and whose answer's, may be of any size. Redirects are answers like any other. */
export function stream(provider: Provider, request: StreamRequest): Promise<Streamed> {
  // Its path is the caller's own, who may have put anything into it.
  return traced(
    "proxied call",
    {
      "patchbay.vendor": provider.id,
      "http.request.method": request.method,
      "server.address": new URL(request.url).host,
    },
    () => begun(provider, request),
    ({ statusCode }) => ({ "http.response.status_code": statusCode }),
  );
}

async function begun(provider: Provider, { url, ...options }: StreamRequest): Promise<Streamed> {
  try {
    return await sendOnce(address(provider, url), { ...options, dispatcher: streaming });
  } catch (error) {
    if (error instanceof Failure) throw error;
    const where = `${provider.id} ${options.method} ${new URL(url).pathname}`;
    throw new Failure("provider_unreachable", `${where}: ${error instanceof Error ? error.name : "error"}`);
  }
}

/** The vendor's address, or the emulator's for it: `https://HOST/PATH` is reached as `EMULATOR_URL/HOST/PATH`. */
export function address(provider: Pick<Provider, "id" | "hosts">, url: string): string {
  const { protocol, host, port, username, password } = new URL(url);
  const plain = port === "" && username === "" && password === "";
  if (protocol !== "https:" || !plain || !provider.hosts.includes(host))
    throw new Failure("internal", `${provider.id}: ${host} is not one of its hosts`);
  const emulator = env().EMULATOR_URL;
  return emulator === undefined ? url : `${emulator}/${url.slice("https://".length)}`;
}

function payload({ headers, body }: HttpRequest): { headers: Record<string, string>; body?: string } {
  const named = { "user-agent": "Patchbay", ...headers };
  if (body === undefined) return { headers: named };
  if ("form" in body)
    return {
      headers: { ...named, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(body.form).toString(),
    };
  return { headers: { ...named, "content-type": "application/json" }, body: JSON.stringify(body.json) };
}

/** At most 256 KiB of decoded text; the rest is never read. */
async function limitedText(response: Response, where: string): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER_BYTES)
      throw new Failure("provider_unreadable", `${where}: too large an answer`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return text;
  }
}

const LONGEST_PAUSE_MS = 3_600_000;

/** Seconds or an HTTP date (RFC 9110 §10.2.3), or the older header that one vendor sends; at most an hour, never negative. */
export function pauseMs({ headers }: HttpResponse): number | undefined {
  const text = (headers["retry-after"] ?? headers["x-ratelimit-retry-after"])?.trim();
  if (text === undefined) return undefined;
  const pause = /^-?\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now().getTime();
  return Number.isFinite(pause) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, pause)) : undefined;
}
