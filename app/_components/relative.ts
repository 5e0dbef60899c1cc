import { span } from "#lib/span";
import { dateFormat } from "./date-format.ts";

export { count, span } from "#lib/span";

/** "in 41 minutes" or "3 days ago". */
export function relative(at: number, now: number): string {
  const until = at - now;
  if (Math.abs(until) < 30_000) return "just now";
  return until > 0 ? `in ${span(until)}` : `${span(until)} ago`;
}

/** "in 41 minutes", and "any moment" when it is due: what has not happened yet is never "just now". */
export function ahead(at: number, now: number): string {
  return at - now < 30_000 ? "any moment" : `in ${span(at - now)}`;
}

/** Where and how the reader reads; the server knows neither, so it says UTC and means it. */
export type Place = { locale: string | undefined; zone: string | undefined };
export const utc: Place = { locale: "en-GB", zone: "UTC" };

/** English as it is written where the reader is: the words stay ours, the order and the clock are theirs. */
export function englishOf(language: string): string {
  try {
    const { region } = new Intl.Locale(language).maximize();
    return region === undefined ? "en-GB" : `en-${region}`;
  } catch {
    return "en-GB";
  }
}

/** To the second, for a tooltip. */
export function exact(at: number, { locale, zone }: Place): string {
  return dateFormat(locale, { dateStyle: "full", timeStyle: "long", timeZone: zone }).format(at);
}

/** A point in time inside a sentence: "Tuesday 14:02", or with the date when that is longer ago. */
export function moment(at: number, now: number, { locale, zone }: Place): string {
  const near = Math.abs(now - at) < 6 * 86_400_000;
  const day = dateFormat(locale, {
    timeZone: zone,
    ...(near ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" }),
  }).format(at);
  // "PM" does not stand on a line of its own.
  const clock = dateFormat(locale, { timeZone: zone, timeStyle: "short" }).format(at).replace(" ", "\u00a0");
  return `${day} ${clock}${zone === "UTC" ? " UTC" : ""}`;
}

export function expiryWords(
  { expiresAt, renewsAt }: { expiresAt: number | null; renewsAt: number | null },
  now: number,
): string {
  if (expiresAt === null) return "Does not expire";
  if (renewsAt !== null)
    return renewsAt > now ? `Renews by itself in ${span(renewsAt - now)}` : "Renews by itself any moment";
  return expiresAt > now
    ? `Ends in ${span(expiresAt - now)}; then it needs you`
    : `Ended ${relative(expiresAt, now)}`;
}
