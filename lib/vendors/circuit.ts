import "#lib/server-only";
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IBreaker,
} from "cockatiel";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";

/**
 * A circuit breaker for each vendor: it opens when at least half of twenty or more calls within a minute
 * failed, or, where there are few calls, after five failures in a row. Refusals do not count: they are
 * answers. While it is open one call in half a minute is let through to see whether the trouble is over.
 */

export const REST_MS = 30_000;
const WINDOW_MS = 60_000;
const CALLS = 20;
const IN_A_ROW = 5;

type Circuit = { policy: CircuitBreakerPolicy; offsetMs: number };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayCircuits?: Map<string, Circuit> };
holder.patchbayCircuits ??= new Map();
const circuits = holder.patchbayCircuits;

/** True for failures that are the vendor's, or our own standing with it; never one connection's. */
export function isVendorWide(error: unknown): error is Failure {
  return (
    error instanceof Failure &&
    (error.code === "provider_unreachable" ||
      error.code === "provider_unreadable" ||
      error.code === "provider_client_refused")
  );
}

export function circuitOf(providerId: string): CircuitBreakerPolicy {
  const known = circuits.get(providerId) ?? closed();
  circuits.set(providerId, followClock(known));
  return (circuits.get(providerId) as Circuit).policy;
}

export const isOpen = (policy: CircuitBreakerPolicy) => policy.state !== CircuitState.Closed;

/** How long the vendor is still let alone; 0 when a call may be made, 1 s while another one is being tried. */
export function restMs(policy: CircuitBreakerPolicy): number {
  if (policy.state === CircuitState.HalfOpen) return 1_000;
  const openedAt = openedSince(policy);
  return openedAt === null ? 0 : Math.max(0, REST_MS - (Date.now() - openedAt));
}

/** Begins the rest anew: another process has tried, or somebody else's incident became known. */
export function rest(providerId: string): void {
  circuits.set(providerId, opened(Date.now()));
}

/** Somebody got through. */
export function reset(providerId: string): void {
  circuits.set(providerId, closed());
}

function openedSince(policy: CircuitBreakerPolicy): number | null {
  const { ownState } = policy.toJSON() as { ownState: { openedAt?: number } };
  return ownState.openedAt ?? null;
}

/** The library counts by the machine's clock; where the product's has been moved, a rest has passed as well. */
function followClock(circuit: Circuit): Circuit {
  const moved = offset() - circuit.offsetMs;
  const openedAt = openedSince(circuit.policy);
  // A clock that was set back must not make the rest longer.
  if (openedAt !== null && openedAt > Date.now()) return opened(Date.now());
  if (openedAt !== null) return Math.abs(moved) < 1_000 ? circuit : opened(openedAt - moved);
  return Math.abs(moved) < WINDOW_MS ? circuit : closed();
}

const offset = () => now().getTime() - Date.now();

const closed = (): Circuit => ({ policy: build(), offsetMs: offset() });

const opened = (openedAt: number): Circuit => ({
  policy: build({ ownState: { value: CircuitState.Open, openedAt, attemptNo: 1 }, breakerState: null }),
  offsetMs: offset(),
});

function build(initialState?: unknown): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isVendorWide), {
    halfOpenAfter: REST_MS,
    breaker: either(halfOfLate(), new ConsecutiveBreaker(IN_A_ROW)),
    ...(initialState === undefined ? {} : { initialState }),
  });
}

/** The library's own sample lets old failures go by the number of calls since, not by the time: with few calls, hours. */
function halfOfLate(): IBreaker {
  let late: { at: number; failed: boolean }[] = [];
  const noted = (failed: boolean) => {
    const at = Date.now();
    late = [...late.filter((call) => Math.abs(at - call.at) < WINDOW_MS), { at, failed }];
  };
  return {
    state: null,
    success: () => noted(false),
    failure() {
      noted(true);
      return late.length >= CALLS && late.filter(({ failed }) => failed).length * 2 >= late.length;
    },
  };
}

function either(...breakers: IBreaker[]): IBreaker {
  return {
    state: null,
    success(state) {
      for (const breaker of breakers) breaker.success(state);
    },
    failure: (state) => breakers.map((breaker) => breaker.failure(state)).includes(true),
  };
}
