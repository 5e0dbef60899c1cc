import "#lib/server-only";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { world } from "#lib/world";
import { sweep } from "./sweep.ts";

type Timer = { next: NodeJS.Timeout | null; lastAt: number };
const holder = globalThis as typeof globalThis & { patchbayTimer?: Timer };
/** Rounds that may fail to begin before that is called a stall. */
const PATIENCE_ROUNDS = 6;

/** Sweeps for as long as the process lives, or never where SWEEP_EVERY_SECONDS is 0. Asked twice, starts once. */
export function startSweeping(): void {
  if (holder.patchbayTimer !== undefined || env().SWEEP_EVERY_SECONDS === 0) return;
  holder.patchbayTimer = { next: null, lastAt: performance.now() };
  schedule(holder.patchbayTimer);
}

export function stopSweeping(): void {
  const timer = holder.patchbayTimer;
  if (timer?.next) clearTimeout(timer.next);
  if (timer !== undefined) timer.next = null;
}

/** False when rounds should have begun and did not. */
export function isSweeping(): boolean {
  const timer = holder.patchbayTimer;
  if (timer === undefined) return true;
  return performance.now() - timer.lastAt < env().SWEEP_EVERY_SECONDS * 1_000 * PATIENCE_ROUNDS + 10_000;
}

/** How long ago the last round began; 0 where this process never sweeps. */
export const lastSweepMs = (): number => {
  const timer = holder.patchbayTimer;
  return timer === undefined ? 0 : performance.now() - timer.lastAt;
};

/** The next round does not wait for a slow vendor's pass of this one. */
function schedule(timer: Timer): void {
  const everyMs = env().SWEEP_EVERY_SECONDS * 1_000;
  const next = setTimeout(
    () => {
      timer.lastAt = performance.now();
      sweep().catch((error: Error) =>
        log.error({ error: error.name }, "A sweep failed; the next round tries again."),
      );
      if (timer.next === next) schedule(timer);
    },
    everyMs * (0.9 + 0.2 * world().random()),
  );
  next.unref();
  timer.next = next;
}
