import { dateFormat } from "./date-format.ts";
import type { Place } from "./relative.ts";

export type Tick = { at: number; words: string };

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const minuteSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720];
const dayRatherThanMonthSteps = [1, 2, 4, 7, 14];
const monthSteps = [1, 2, 3, 6, 12];
/** Clocks anywhere are set by a multiple of this, and each of the steps is one of it or goes into it. */
const SHIFT_MINUTES = 30;

/** Round points in time for an axis, by the reader's calendar, and at most `most` of them. */
export function ticks(from: number, until: number, most: number, place: Place): Tick[] {
  const fits = (stepMs: number) => (until - from) / stepMs <= most;
  const calendar = calendars[place.zone === "UTC" ? "utc" : "here"];
  const [year, month, day] = calendar.read(from);
  const minutes = minuteSteps.find((step) => fits(step * MINUTE_MS));
  const days = dayRatherThanMonthSteps.find((step) => fits(step * DAY_MS));
  const months = monthSteps.find((step) => fits(step * 28 * DAY_MS)) ?? 12;
  const stride = Math.min(minutes ?? 0, SHIFT_MINUTES);
  const at = (index: number) =>
    minutes !== undefined
      ? calendar.make(year, month, day) + index * stride * MINUTE_MS
      : days !== undefined
        ? calendar.make(year, month, day + index * days)
        : calendar.make(year, index * months, 1);
  // An hour that the reader's clocks run through twice has its points twice.
  const isRound = (time: number) => minutes === undefined || calendar.minute(time) % minutes === 0;
  const found: Tick[] = [];
  for (let index = 0, time = at(0); time <= until; index += 1, time = at(index))
    // A day that was left out of the calendar begins with the next one.
    if (time >= from && isRound(time) && time !== found.at(-1)?.at)
      found.push({ at: time, words: words(time, minutes !== undefined, days !== undefined, place) });
  return found;
}

// The browser's own calendar is the reader's; no other zone is ever asked for.
const calendars = {
  utc: {
    read: (at: number) => {
      const date = new Date(at);
      return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()] as const;
    },
    minute: (at: number) => 60 * new Date(at).getUTCHours() + new Date(at).getUTCMinutes(),
    make: (year: number, month: number, day: number) => Date.UTC(year, month, day),
  },
  here: {
    read: (at: number) => {
      const date = new Date(at);
      return [date.getFullYear(), date.getMonth(), date.getDate()] as const;
    },
    minute: (at: number) => 60 * new Date(at).getHours() + new Date(at).getMinutes(),
    make: (year: number, month: number, day: number) => new Date(year, month, day).getTime(),
  },
};

function words(at: number, byMinutes: boolean, byDays: boolean, { locale, zone }: Place): string {
  const say = (options: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { timeZone: zone, ...options }).format(at);
  // On an axis there is room for 24 hours and not for "AM".
  const clock = say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (byMinutes && clock !== "00:00") return clock;
  if (byMinutes || byDays) return say({ day: "numeric", month: "short" });
  return say({ month: "short", year: "numeric" });
}
