import { describe, expect, test } from "vitest";
import { clockOf, isQuiet, isZone, minutesIn } from "#lib/alerts/quiet";
import { alertWords, pastWords } from "#lib/alerts/words";

/** Quiet hours by the clock on the wall of a zone. */

const quiet = (from: string, until: string, zone: string, at: string) =>
  isQuiet({ quietFrom: minutesIn(from), quietUntil: minutesIn(until), zone }, new Date(at));

describe("quiet hours", () => {
  test.each([
    ["within one day", "12:00", "13:00", "UTC", "2026-11-22T12:30:00Z", true],
    ["begin on the minute", "12:00", "13:00", "UTC", "2026-11-22T12:00:00Z", true],
    ["end on the minute", "12:00", "13:00", "UTC", "2026-11-22T13:00:00Z", false],
    ["go over midnight, before it", "22:00", "07:00", "UTC", "2026-11-22T23:00:00Z", true],
    ["go over midnight, after it", "22:00", "07:00", "UTC", "2026-11-23T06:59:00Z", true],
    ["go over midnight, by day", "22:00", "07:00", "UTC", "2026-11-23T12:00:00Z", false],
    ["of no length are none", "22:00", "22:00", "UTC", "2026-11-22T22:00:00Z", false],
    ["follow winter time", "22:00", "07:00", "Europe/Berlin", "2026-01-10T21:30:00Z", true],
    ["follow summer time", "22:00", "07:00", "Europe/Berlin", "2026-07-10T20:30:00Z", true],
    ["follow summer time in the morning", "22:00", "07:00", "Europe/Berlin", "2026-07-10T05:30:00Z", false],
    ["know half hours", "22:00", "23:00", "Asia/Kolkata", "2026-11-22T16:45:00Z", true],
    ["know midnight as the first hour", "00:00", "01:00", "UTC", "2026-11-22T00:10:00Z", true],
  ])("%s", (_, from, until, zone, at, expected) => {
    expect(quiet(from, until, zone, at)).toBe(expected);
  });

  test("that were never chosen are none", () => {
    expect(isQuiet({ quietFrom: null, quietUntil: null, zone: "UTC" }, new Date())).toBe(false);
  });
});

test("a time of day is read and written the same", () => {
  for (const text of ["00:00", "07:05", "23:59"]) expect(clockOf(minutesIn(text) ?? -1)).toBe(text);
  for (const text of ["24:00", "7:00", "12:60", "noon", ""]) expect(minutesIn(text)).toBeNull();
});

test("a zone is one that the runtime knows", () => {
  expect(["UTC", "Europe/Berlin", "Asia/Kolkata"].map(isZone)).toEqual([true, true, true]);
  expect(["", "Mars/Olympus", "+25:00"].map(isZone)).toEqual([false, false, false]);
});

describe("what an alert says", () => {
  const alert = (count: number) => ({ subject: "wistia", data: { count } });

  test("begins as a sentence does, with one as with many", () => {
    expect(alertWords({ kind: "needs_people" }, alert(1))).toBe("One connection at Wistia needs its person.");
    expect(alertWords({ kind: "renewals_failing" }, alert(1_200))).toBe(
      "1,200 renewals at Wistia failed lately.",
    );
  });

  test("is said as past once it is over", () => {
    expect(pastWords({ kind: "needs_people" }, alert(1))).toBe("One connection at Wistia needed its person.");
    expect(pastWords({ kind: "needs_people" }, alert(2))).toBe(
      "2 connections at Wistia needed their people.",
    );
    expect(pastWords({ kind: "vendor_incident" }, { subject: "gist", data: {} })).toBe(
      "Gist was having trouble.",
    );
  });
});
