import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OWNER, takeable } from "#lib/lease";
import { setWorld } from "#lib/world";

/** Whether somebody else's lease may be taken over. */

const LEASE_MS = 30_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  setWorld({ leaseMs: LEASE_MS });
});
afterEach(() => {
  vi.useRealTimers();
  setWorld({});
});

let rows = 0;
const row = (leaseOwner: string | null, leaseUntil = new Date(0)) => {
  rows += 1;
  return { id: `row-${rows}`, leaseOwner, leaseUntil };
};

const [host = "", pid = "", startedAt = "", id = ""] = OWNER.split("/");

test("what nobody holds is free", () => {
  expect(takeable(row(null))).toBe("free");
});

describe("an owner on this machine", () => {
  test.each([
    ["whose process is gone", `${host}/4194305/${startedAt}/${id}`],
    ["whose process id is another process's by now", `${host}/${pid}/${Number(startedAt) + 1}/${id}`],
  ])("%s loses it at once, and nobody else does", (_, owner) => {
    expect(takeable(row(owner, new Date(Date.now() + LEASE_MS)))).toEqual({ owner });
  });

  test("that lives keeps it, whatever the clock says of its end", () => {
    expect(takeable(row(OWNER))).toBeNull();
  });

  test("that lives and does not move loses it after a whole lease of watching", () => {
    const held = row(OWNER);
    expect(takeable(held)).toBeNull();
    vi.advanceTimersByTime(LEASE_MS - 1);
    expect(takeable(held)).toBeNull();
    vi.advanceTimersByTime(1);
    expect(takeable(held)).toEqual({ owner: OWNER });
  });

  test("that has taken it anew meanwhile is watched from the beginning", () => {
    const held = row(OWNER);
    takeable(held);
    vi.advanceTimersByTime(LEASE_MS - 1);
    const anew = { ...held, leaseUntil: new Date(1) };
    expect(takeable(anew)).toBeNull();
    vi.advanceTimersByTime(LEASE_MS - 1);
    expect(takeable(anew)).toBeNull();
    vi.advanceTimersByTime(1);
    expect(takeable(anew)).toEqual({ owner: OWNER });
  });

  test("that gave it back in between is watched from the beginning", () => {
    const held = row(OWNER);
    takeable(held);
    vi.advanceTimersByTime(LEASE_MS);
    expect(takeable({ ...held, leaseOwner: null })).toBe("free");
    expect(takeable(held)).toBeNull();
  });
});

test.each([
  ["of another machine", `elsewhere:1/${pid}/${startedAt}/${id}`],
  ["that says nothing of when its process began", `${host}/${pid}//${id}`],
])("an owner %s is judged by the engine's clock", (_, owner) => {
  expect(takeable(row(owner))).toBe("ended");
});
