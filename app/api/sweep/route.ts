import { timingSafeEqual } from "node:crypto";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import { sha256 } from "#lib/random";
import { sweep } from "#lib/sweep/sweep";

/** One round of the sweep, for an external scheduler that knows SWEEP_SECRET. */
export async function POST(request: Request) {
  const { SWEEP_SECRET } = env();
  if (SWEEP_SECRET === undefined) return refusal(404);
  if (!same(request.headers.get("authorization") ?? "", `Bearer ${SWEEP_SECRET}`)) return refusal(401);
  try {
    return Response.json(await sweep(), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return refusal((error instanceof Failure ? error : unexpected(error)).status);
  }
}

const refusal = (status: number) =>
  // RFC 9110 §11.6.1: whoever is refused is told what is asked for.
  new Response(null, { status, headers: status === 401 ? { "www-authenticate": "Bearer" } : {} });

const same = (given: string, wanted: string) =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(wanted)));
