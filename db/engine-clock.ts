import { performance } from "node:perf_hooks";

/** Time as one server tells it to many machines whose own clocks may be wrong, set back or set forward. */

const MEASURE_EVERY_MS = 10_000;
/** Less than this is the way of the answer, not a clock; time should not jump for it. */
const NOTICEABLE_MS = 500;

export type EngineClock = {
  /** Null until it has been asked once. */
  now: () => Date | null;
  ask: () => Promise<void>;
  stop: () => void;
};

/**
 * `read` asks the server for its time in milliseconds. Between two questions time goes on by a clock that
 * nobody sets; while the server is away, too.
 */
export function engineClock(read: () => Promise<number>): EngineClock {
  /** What the server's clock said when ours that nobody sets stood at zero. */
  let base: number | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function ask() {
    const sent = performance.now();
    const told = await read();
    const arrived = performance.now();
    const found = told - (sent + arrived) / 2;
    if (base === null || Math.abs(found - base) > NOTICEABLE_MS + (arrived - sent)) base = found;
    timer ??= setInterval(() => void ask().catch(() => {}), MEASURE_EVERY_MS).unref();
  }

  return {
    now: () => (base === null ? null : new Date(base + performance.now())),
    ask,
    stop() {
      if (timer !== null) clearInterval(timer);
    },
  };
}
