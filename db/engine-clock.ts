import { performance } from "node:perf_hooks";

/** Time as one server tells it to many machines whose own clocks may be wrong, set back or set forward. */

const MEASURE_EVERY_MS = 10_000;
/** The first of several questions may have to connect before it is asked, and then its answer is half a way ahead. */
const QUESTIONS = 4;
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
    let best = await question();
    for (let asked = 1; asked < QUESTIONS; asked += 1) {
      const next = await question();
      if (next.wayMs < best.wayMs) best = next;
    }
    if (base === null || Math.abs(best.base - base) > NOTICEABLE_MS + best.wayMs) base = best.base;
    timer ??= setInterval(() => void ask().catch(() => {}), MEASURE_EVERY_MS).unref();
  }

  async function question() {
    const sent = performance.now();
    const told = await read();
    const arrived = performance.now();
    return { base: told - (sent + arrived) / 2, wayMs: arrived - sent };
  }

  return {
    now: () => (base === null ? null : new Date(base + performance.now())),
    ask,
    stop() {
      if (timer !== null) clearInterval(timer);
    },
  };
}
