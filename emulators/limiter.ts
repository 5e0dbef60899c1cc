import type { Clock } from "./clock.ts";

export type Limiter = { take(key: string, perMinute: number): Allowance };
export type Allowance = { allowed: boolean; limit: number; remaining: number; retryAfter: number };

/** Counts per calendar minute of the emulator clock, so that moving the clock opens the gate again. */
export function createLimiter(clock: Clock): Limiter {
  const counts = new Map<string, { minute: number; used: number }>();
  return {
    take(key, perMinute) {
      const now = clock.now();
      const minute = Math.floor(now / 60_000);
      const last = counts.get(key);
      const used = (last?.minute === minute ? last.used : 0) + 1;
      counts.set(key, { minute, used });
      return {
        allowed: perMinute === 0 || used <= perMinute,
        limit: perMinute,
        remaining: Math.max(0, perMinute - used),
        retryAfter: Math.max(1, Math.ceil(((minute + 1) * 60_000 - now) / 1000)),
      };
    },
  };
}
