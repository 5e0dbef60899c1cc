import "#lib/server-only";
import { Agent, type Dispatcher, fetch, type Response } from "undici";
import { guardedLookup, parsed } from "./address.ts";
import { askedPauseMs } from "./schedule.ts";

/** The only door to endpoints: where they may be, how long they may take, how much they may say. */

const LONGEST_MS = 15_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;

/** Why there was no answer, in words of the delivery's page and the API. */
export type NoAnswer = "address_refused" | "timed_out" | "tls" | "unreachable" | "interrupted";
export type PostResult = { status: number | null; reason: NoAnswer | null; askedPauseMs: number };

const dispatcher = endpointAgent();

/** An agent whose sockets go nowhere but where webhooks may go. */
export function endpointAgent(look = guardedLookup()): Dispatcher {
  return new Agent({
    connect: { timeout: 5_000, lookup: look as never },
    headersTimeout: LONGEST_MS,
    bodyTimeout: LONGEST_MS,
    keepAliveTimeout: 10_000,
    pipelining: 1,
  });
}

/** Posts a text and says what came of it. Redirects are not followed, and what is answered is thrown away. */
export async function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  { signal, agent = dispatcher }: { signal?: AbortSignal; agent?: Dispatcher } = {},
): Promise<PostResult> {
  const late = AbortSignal.timeout(LONGEST_MS);
  try {
    // Sockets look names up; a bare address has none and is judged here.
    const { href } = parsed(url);
    const response = await fetch(href, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "user-agent": "Patchbay" },
      body,
      redirect: "manual",
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      dispatcher: agent,
    });
    await heard(response);
    const asked = response.ok ? 0 : askedPauseMs(response.headers.get("retry-after"), Date.now());
    return { status: response.status, reason: null, askedPauseMs: asked };
  } catch (error) {
    return { status: null, reason: reasonOf(error, late, signal), askedPauseMs: 0 };
  }
}

/** A short answer is heard to its end, which keeps the line open for the next message. */
async function heard({ body }: Response): Promise<void> {
  let size = 0;
  if (body !== null)
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > LARGEST_ANSWER_BYTES) break;
    }
}

function reasonOf(error: unknown, late: AbortSignal, signal: AbortSignal | undefined): NoAnswer {
  if (signal?.aborted) return "interrupted";
  if (late.aborted) return "timed_out";
  const codes = chain(error).map((each) => String((each as { code?: unknown }).code ?? ""));
  if (codes.some((code) => code === "ADDRESS_REFUSED" || code === "webhook_address"))
    return "address_refused";
  if (codes.some((code) => /TIMEOUT|ETIMEDOUT/.test(code))) return "timed_out";
  if (codes.some((code) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))) return "tls";
  return "unreachable";
}

function chain(error: unknown): unknown[] {
  const { cause, errors } = (error ?? {}) as { cause?: unknown; errors?: unknown[] };
  return error === null || error === undefined
    ? []
    : [error, ...chain(cause), ...(errors ?? []).flatMap(chain)];
}
