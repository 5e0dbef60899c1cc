import "#lib/server-only";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { world } from "#lib/world";
import { sweep } from "./sweep.ts";

const holder = globalThis as typeof globalThis & { patchbaySweepTimer?: NodeJS.Timeout | null };

/** Sweeps for as long as the process lives, or never where SWEEP_EVERY_SECONDS is 0. Asked twice, starts once. */
export function startSweeping(): void {
  if (holder.patchbaySweepTimer !== undefined || env().SWEEP_EVERY_SECONDS === 0) return;
  holder.patchbaySweepTimer = null;
  schedule();
}

export function stopSweeping(): void {
  clearTimeout(holder.patchbaySweepTimer ?? undefined);
  holder.patchbaySweepTimer = null;
}

/** The next round does not wait for a slow vendor's pass of this one. */
function schedule(): void {
  const everyMs = env().SWEEP_EVERY_SECONDS * 1_000;
  const timer = setTimeout(
    () => {
      sweep().catch((error: Error) =>
        log.error({ error: error.name }, "A sweep failed; the next round tries again."),
      );
      if (holder.patchbaySweepTimer === timer) schedule();
    },
    everyMs * (0.9 + 0.2 * world().random()),
  );
  timer.unref();
  holder.patchbaySweepTimer = timer;
}
