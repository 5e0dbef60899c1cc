/** Hours in which emails wait. Pure: `at` is handed in. */

export type Quiet = { quietFrom: number | null; quietUntil: number | null; zone: string };

/** Whether the clock on a wall in the rule's zone stands in its quiet hours; they may go over midnight. */
export function isQuiet({ quietFrom, quietUntil, zone }: Quiet, at: Date): boolean {
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return false;
  const minute = minuteOfDay(at, zone);
  return quietFrom < quietUntil
    ? minute >= quietFrom && minute < quietUntil
    : minute >= quietFrom || minute < quietUntil;
}

/** Minutes after midnight by the wall clock there, daylight saving included. */
function minuteOfDay(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: "hour" | "minute") => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return part("hour") * 60 + part("minute");
}

/** True for a zone of the IANA database, which is what the runtime knows. */
export function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}

/** "22:30" to minutes after midnight; null for anything else. */
export function minutesIn(text: string): number | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** The other way: 1350 to "22:30". */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
