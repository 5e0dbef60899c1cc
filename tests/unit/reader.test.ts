import { expect, onTestFinished, test, vi } from "vitest";
import { englishOf, exact, moment } from "../../app/_components/relative.ts";

/** Dates as their reader writes them, in the words of the page. */

test.each([
  ["de-DE", "en-DE"],
  ["de", "en-DE"],
  ["en-US", "en-US"],
  ["ja", "en-JP"],
  ["no such language", "en-GB"],
])("a reader of %s reads English as %s writes it", (language, expected) => {
  expect(englishOf(language)).toBe(expected);
});

test.each([
  ["en-US", /^October 20, 2026 2:05\sPM UTC$/],
  ["en-GB", /^20 October 2026 14:05 UTC$/],
  ["en-DE", /^20 October 2026 14:05 UTC$/],
])("a date is written as in %s", (locale, expected) => {
  const [at, now] = ["2026-10-20T14:05:00Z", "2026-11-22T12:00:00Z"].map((time) => Date.parse(time));
  expect(moment(at as number, now as number, { locale, zone: "UTC" })).toMatch(expected);
});

test.each(["UTC", undefined])("fifty dates written together take one formatter (zone: %s)", (zone) => {
  const making = vi.spyOn(Intl, "DateTimeFormat");
  onTestFinished(() => making.mockRestore());
  for (let hour = 0; hour < 50; hour += 1) exact(hour * 3_600_000, { locale: "en-IE", zone });
  expect(making).toHaveBeenCalledTimes(1);
});
