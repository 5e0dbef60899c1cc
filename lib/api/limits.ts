import "#lib/server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Policy } from "./route.ts";

/**
 * How often a key may ask. Counted in the memory of each process: a limit against programs that have run
 * wild has no need to be exact, and a token read no time to write. Told in the headers of
 * draft-ietf-httpapi-ratelimit-headers.
 */

const WINDOW_SECONDS = 60;

type Limit = { name: Policy; policy: string; limiter: RateLimiterMemory };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayApiLimits?: Record<Policy, Limit> };

function limits(): Record<Policy, Limit> {
  holder.patchbayApiLimits ??= {
    reads: limitOf("reads", env().RATE_LIMIT_API_READS_PER_MINUTE),
    writes: limitOf("writes", env().RATE_LIMIT_API_WRITES_PER_MINUTE),
  };
  return holder.patchbayApiLimits;
}

const limitOf = (name: Policy, points: number): Limit => ({
  name,
  policy: `"${name}";q=${points};w=${WINDOW_SECONDS}`,
  limiter: new RateLimiterMemory({ points, duration: WINDOW_SECONDS }),
});

export type Counted = { headers: Record<string, string>; failure: Failure | null };

/** Counts a request of a key; whether it was one too many stands beside the headers that say so. */
export async function countRequest(keyId: string, policy: Policy): Promise<Counted> {
  const limit = limits()[policy];
  try {
    return counted(limit, await limit.limiter.consume(keyId), false);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return counted(limit, refused, true);
  }
}

function counted(
  { name, policy }: Limit,
  { remainingPoints, msBeforeNext }: RateLimiterRes,
  over: boolean,
): Counted {
  return {
    headers: {
      "ratelimit-policy": policy,
      ratelimit: `"${name}";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1000)}`,
    },
    failure: over ? new Failure("rate_limited", `api ${name}`, { retryAfterMs: msBeforeNext }) : null,
  };
}
