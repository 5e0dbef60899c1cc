import { cleanText, isObject } from "./oauth.ts";
import type { Sample } from "./types.ts";

/** Reading a few things out of a vendor's list, whatever its fields are called. */

const MOST = 3;

type Fields = {
  title: (item: Record<string, unknown>) => unknown;
  at: (item: Record<string, unknown>) => unknown;
};

export function sample(noun: Sample["noun"], total: unknown, list: unknown, fields: Fields): Sample {
  const items = Array.isArray(list) ? list.filter(isObject) : [];
  return {
    noun,
    total: typeof total === "number" && Number.isSafeInteger(total) && total >= 0 ? total : null,
    items: items.slice(0, MOST).map((item) => ({
      title: cleanText(fields.title(item)) ?? "Without a name",
      at: instant(fields.at(item)),
    })),
  };
}

/** An ISO 8601 text, or seconds since 1970. */
function instant(value: unknown): Date | null {
  const time =
    typeof value === "number" ? value * 1_000 : typeof value === "string" ? Date.parse(value) : Number.NaN;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date;
}
