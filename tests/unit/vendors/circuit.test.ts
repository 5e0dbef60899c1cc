import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Failure, type FailureCode } from "#lib/errors";
import { circuitOf, isOpen, isVendorWide, REST_MS, reset, rest, restMs } from "#lib/vendors/circuit";
import { setWorld } from "#lib/world";

/** When a vendor is let alone, and for how long; the clock is moved. */

let vendor = "";
let vendors = 0;
let offsetMs = 0;
beforeEach(() => {
  vendors += 1;
  vendor = `vendor-${vendors}`;
  offsetMs = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2027-03-01T00:00:00Z") });
  setWorld({ now: () => new Date(Date.now() + offsetMs) });
});
afterEach(() => {
  vi.useRealTimers();
  setWorld({});
});

const passes = (ms: number) => vi.setSystemTime(Date.now() + ms);
const answered = () => circuitOf(vendor).execute(async () => "answer");
const failed = (code: FailureCode = "provider_unreachable") =>
  circuitOf(vendor)
    .execute(() => Promise.reject(new Failure(code)))
    .catch((error: Error) => error);
const isLetAlone = () => isOpen(circuitOf(vendor));

async function times(count: number, act: () => Promise<unknown>) {
  for (let time = 0; time < count; time += 1) await act();
}

test.each([
  ["provider_unreachable", true],
  ["provider_unreadable", true],
  ["provider_client_refused", true],
  ["provider_refused", false],
  ["reauth_required", false],
  ["internal", false],
] as const)("%s is a vendor's trouble: %s", (code, isOne) => {
  expect(isVendorWide(new Failure(code))).toBe(isOne);
});

test("an error of our own is nobody's trouble", () => {
  expect(isVendorWide(new TypeError("a bug"))).toBe(false);
});

describe("a vendor is let alone", () => {
  test("after five failures in a row and not after four", async () => {
    await times(4, failed);
    expect(isLetAlone()).toBe(false);
    await failed();
    expect(isLetAlone()).toBe(true);
    expect(restMs(circuitOf(vendor))).toBe(REST_MS);
  });

  test("not after five with an answer in between", async () => {
    await times(4, failed);
    await answered();
    await failed();
    expect(isLetAlone()).toBe(false);
  });

  test("after half of twenty calls within a minute failed, in whatever order", async () => {
    for (let pair = 0; pair < 9; pair += 1) {
      await failed();
      await answered();
    }
    await answered();
    expect(isLetAlone()).toBe(false);
    await failed();
    expect(isLetAlone()).toBe(true);
  });

  test("not for the failures of another minute", async () => {
    for (let pair = 0; pair < 9; pair += 1) {
      await failed();
      await answered();
    }
    passes(61_000);
    await times(2, failed);
    expect(isLetAlone()).toBe(false);
  });

  test("not for a hundred calls of which half failed, one in five seconds", async () => {
    for (let pair = 0; pair < 50; pair += 1) {
      await failed();
      passes(5_000);
      await answered();
      passes(5_000);
    }
    expect(isLetAlone()).toBe(false);
  });

  test("never for refusals: they are answers", async () => {
    await times(50, () => failed("reauth_required"));
    await times(50, () => failed("provider_refused"));
    expect(isLetAlone()).toBe(false);
  });
});

describe("while it is let alone", () => {
  beforeEach(() => times(5, failed));

  test("no call is made for half a minute, and then one", async () => {
    let calls = 0;
    const call = () =>
      circuitOf(vendor)
        .execute(async () => {
          calls += 1;
          throw new Failure("provider_unreachable");
        })
        .catch(() => {});
    passes(REST_MS - 1);
    await call();
    expect([calls, restMs(circuitOf(vendor))]).toEqual([0, 1]);
    passes(1);
    expect(restMs(circuitOf(vendor))).toBe(0);
    await Promise.all([call(), call(), call()]);
    expect([calls, restMs(circuitOf(vendor))]).toEqual([1, REST_MS]);
  });

  test("one answer after the rest is the end of it", async () => {
    passes(REST_MS);
    await answered();
    expect([isLetAlone(), restMs(circuitOf(vendor))]).toEqual([false, 0]);
  });

  test("a product clock that was moved has moved the rest as well", () => {
    offsetMs = 10_000;
    expect(restMs(circuitOf(vendor))).toBe(REST_MS - 10_000);
    offsetMs = 3_600_000;
    expect(restMs(circuitOf(vendor))).toBe(0);
  });

  test("a clock that was set back makes no rest longer", () => {
    passes(-7_200_000);
    expect(restMs(circuitOf(vendor))).toBe(REST_MS);
    passes(REST_MS);
    expect(restMs(circuitOf(vendor))).toBe(0);
  });

  test("another process's try begins the rest anew", () => {
    passes(20_000);
    rest(vendor);
    expect(restMs(circuitOf(vendor))).toBe(REST_MS);
  });

  test("whoever gets through ends it for all", () => {
    reset(vendor);
    expect([isLetAlone(), restMs(circuitOf(vendor))]).toEqual([false, 0]);
  });

  test("no other vendor is", () => {
    expect(isOpen(circuitOf("another"))).toBe(false);
  });
});
