/** When a message that was not taken is tried again (Standard Webhooks, "Retry schedule"). Pure. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After the first try, the second, …; about three days in all. */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Up to a tenth more by chance, so that what failed together does not come back together. */
const JITTER = 0.1;
const LONGEST_ASKED_MS = 24 * HOUR;

/** When next, after so many failures; null: it is given up. Never before the pause that the endpoint asked for. */
export function nextTry(at: Date, failures: number, chance: number, askedMs = 0): Date | null {
  const pause = PAUSES_MS[failures - 1];
  if (pause === undefined) return null;
  const waits = Math.max(pause * (1 + JITTER * chance), Math.min(askedMs, LONGEST_ASKED_MS));
  return new Date(at.getTime() + Math.ceil(waits));
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3). */
export function askedPauseMs(header: string | null, nowMs: number): number {
  const text = header?.trim() ?? "";
  const pause = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : Date.parse(text) - nowMs;
  return Number.isFinite(pause) ? Math.max(0, pause) : 0;
}
