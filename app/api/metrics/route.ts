import { timingSafeEqual } from "node:crypto";
import { env } from "#lib/env";
import { unexpected } from "#lib/log";
import { exposition } from "#lib/metrics/expose";
import { sha256 } from "#lib/random";

export const dynamic = "force-dynamic";

/** For Prometheus: with METRICS_TOKEN whoever knows it, without one programs on this very machine only. */
export async function GET(request: Request) {
  const { METRICS_TOKEN } = env();
  if (METRICS_TOKEN === undefined) {
    // Only the server file knows where a request comes from; Next writes forwarding headers itself.
    if (request.headers.get("x-patchbay-own") !== "yes") return refusal(404);
  } else if (!same(request.headers.get("authorization") ?? "", `Bearer ${METRICS_TOKEN}`))
    return refusal(401);
  try {
    const { type, text } = await exposition();
    return new Response(text, { headers: { "content-type": type, "cache-control": "no-store" } });
  } catch (error) {
    return refusal(unexpected(error).status);
  }
}

const refusal = (status: number) =>
  new Response(null, {
    status,
    // RFC 9110 §11.6.1: whoever is refused is told what is asked for.
    headers: { "cache-control": "no-store", ...(status === 401 ? { "www-authenticate": "Bearer" } : {}) },
  });

const same = (given: string, wanted: string) =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(wanted)));
