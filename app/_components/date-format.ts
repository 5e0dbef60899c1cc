const made = new Map<string, Intl.DateTimeFormat>();
/** The zone of the machine, where none is named, is the machine's to change. */
const MACHINES_ZONE_MS = 5_000;

/** A formatter of that kind, made once: making one costs many times what using it does, and a page has hundreds of dates. */
export function dateFormat(
  locale: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, options);
  made.set(key, format);
  if (options.timeZone === undefined) setTimeout(() => made.delete(key), MACHINES_ZONE_MS);
  return format;
}
