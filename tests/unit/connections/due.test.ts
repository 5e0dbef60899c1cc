import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAlive, isFresh, nextDue, nextTry, proofDue, readMarginMs, warningAt } from "#lib/connections/due";
import { later, now } from "../answers.ts";

/** When something has to be done about a connection; all instants are relative to one moment. */

const token = (lifeSeconds: number, ageSeconds = 0, renewable = true) => ({
  issuedAt: later(-ageSeconds),
  expiresAt: later(lifeSeconds - ageSeconds),
  renewable,
});
const endless = { issuedAt: now, expiresAt: null, renewable: false };
const secondsTo = (at: Date | null) => (at === null ? null : (at.getTime() - now.getTime()) / 1_000);

describe("what a reader gets at least", () => {
  test.each([
    [6 * 3_600, 60],
    [3_600, 60],
    [600, 60],
    [300, 30],
    [120, 30],
    [60, 30],
    [20, 10],
  ])("of a token that lives %i s is %i s", (lifeSeconds, margin) => {
    expect(readMarginMs(lifeSeconds * 1_000)).toBe(margin * 1_000);
    expect(isFresh(token(lifeSeconds, lifeSeconds - margin - 1), now)).toBe(true);
    expect(isFresh(token(lifeSeconds, lifeSeconds - margin), now)).toBe(false);
  });

  test("of a token whose beginning is unknown is a minute", () => {
    expect(isFresh({ ...token(61), issuedAt: null }, now)).toBe(true);
    expect(isFresh({ ...token(60), issuedAt: null }, now)).toBe(false);
  });
});

describe("a token is alive", () => {
  test("to its last millisecond and not at its end", () => {
    expect(isAlive(token(100, 99.999), now)).toBe(true);
    expect(isAlive(token(100, 100), now)).toBe(false);
  });

  test("for ever where it has no end", () => {
    expect([isAlive(endless, now), isFresh(endless, now)]).toEqual([true, true]);
  });

  test("not when it comes from the future: then a clock was set back", () => {
    expect(isAlive(token(3_600, -59), now)).toBe(true);
    expect(isAlive(token(3_600, -60), now)).toBe(false);
    expect(isFresh(token(3_600, -60), now)).toBe(false);
  });
});

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const lifeSeconds = fc.integer({ min: 1, max: 365 * 86_400 });
const after = fc.constantFrom("link" as const, "renewal" as const);

describe("the next look", () => {
  test("at what renews comes before a reader would have to wait, and never at once", () => {
    fc.assert(
      fc.property(lifeSeconds, chance, after, (life, luck, what) => {
        const due = nextDue(token(life), now, luck, what);
        const left = life - (secondsTo(due) ?? 0);
        expect(secondsTo(due)).toBeGreaterThanOrEqual(1);
        if (life > 60) expect(left * 1_000).toBeGreaterThanOrEqual(readMarginMs(life * 1_000));
      }),
    );
  });

  test("after a renewal uses most of the token's life", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 365 * 86_400 }), chance, (life, luck) => {
        expect(secondsTo(nextDue(token(life), now, luck, "renewal"))).toBeGreaterThanOrEqual(life * 0.8 - 1);
      }),
    );
  });

  test("after a link comes at any time of the token's life, all of them alike", () => {
    const life = 6 * 3_600;
    const at = (luck: number) => secondsTo(nextDue(token(life), now, luck, "link")) ?? 0;
    expect(at(0)).toBeCloseTo(life * 0.9, -1);
    expect(at(0.5)).toBeCloseTo(life * 0.5, -1);
    expect(at(0.999_999)).toBeCloseTo(life * 0.1, -1);
  });

  test("at what never ends is a proof within a day, give or take a tenth", () => {
    expect(secondsTo(nextDue(endless, now, 0, "link"))).toBe(0.9 * 86_400);
    expect(secondsTo(proofDue(now, 0.5))).toBe(86_400);
    expect(secondsTo(proofDue(now, 1))).toBeCloseTo(1.1 * 86_400, 3);
  });

  test("at what ends without renewing is its warning, and after that its end", () => {
    const day = 86_400;
    expect(secondsTo(nextDue(token(30 * day, 0, false), now, 0.5, "link"))).toBe(27 * day);
    expect(secondsTo(nextDue(token(4 * day, 0, false), now, 0.5, "link"))).toBe(3 * day);
    expect(secondsTo(nextDue(token(30 * day, 28 * day, false), now, 0.5, "link"))).toBe(2 * day);
  });
});

test("a warning is for what nothing renews", () => {
  expect([warningAt(token(3_600)), warningAt(endless)]).toEqual([null, null]);
  expect(secondsTo(warningAt({ ...token(10 * 86_400, 0, false), issuedAt: null }))).toBeCloseTo(
    (10 - 0.75) * 86_400,
    0,
  );
});

describe("the next try after a failure", () => {
  test.each([
    [1, 2],
    [2, 4],
    [5, 32],
    [8, 256],
    [9, 300],
    [500, 300],
  ])("number %i comes within a second and %i s", (failures, cap) => {
    expect(secondsTo(nextTry(now, failures, 0))).toBe(1);
    expect(secondsTo(nextTry(now, failures, 0.5))).toBe(1 + cap / 2);
    expect(secondsTo(nextTry(now, failures, 0.999_999))).toBeLessThanOrEqual(1 + cap);
  });

  test("never comes before the pause that the vendor asked for", () => {
    fc.assert(
      fc.property(fc.nat(30), chance, fc.nat(3_600_000), (failures, luck, pauseMs) => {
        const waitMs = nextTry(now, failures, luck, pauseMs).getTime() - now.getTime();
        expect(waitMs).toBeGreaterThanOrEqual(Math.max(1_000, pauseMs) - 1);
        expect(waitMs).toBeLessThanOrEqual(Math.max(301_000, pauseMs));
      }),
    );
  });
});
