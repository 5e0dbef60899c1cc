import { describe, expect, test } from "vitest";
import { coming, outlookOf } from "#lib/connections/forecast";
import { later, now } from "../answers.ts";
import { row } from "./row.ts";

const DAY = 86_400;
const outlook = (change: Parameters<typeof row>[0]) => outlookOf(row(change), now);

describe("what comes next", () => {
  test("is the renewal ahead of time, and how long a token lives", () => {
    expect(outlook({ dueAt: later(3_000) })).toEqual({
      kind: "renews",
      at: later(3_000),
      everyMs: 3_600_000,
    });
  });

  test("is a check where the vendor names no end", () => {
    const endless = { expiresAt: null, renewable: false, dueAt: later(DAY) };
    expect(outlook(endless)).toEqual({ kind: "is_checked", at: later(DAY) });
  });

  test("is the next try after a failure", () => {
    const failed = { failureCode: "provider_unreachable", retryAt: later(40) };
    expect(outlook(failed)).toEqual({ kind: "is_tried_again", at: later(40) });
  });

  test("is the end where nothing renews, and then its person", () => {
    expect(outlook({ renewable: false, expiresAt: later(9) })).toEqual({ kind: "ends", at: later(9) });
    expect(outlook({ renewable: false, expiresAt: later(-9) })).toEqual({ kind: "needs_you", at: later(-9) });
  });

  test("is its person where the vendor refused, since then", () => {
    expect(outlook({ status: "needs_reauth", failedAt: later(-9) })).toEqual({
      kind: "needs_you",
      at: later(-9),
    });
  });

  test("is nothing for what is disconnected", () => {
    expect(outlook({ status: "revoked" })).toBeNull();
  });

  test("is never in the past for what goes on by itself", () => {
    expect(outlook({ dueAt: later(-5) })?.at).toEqual(now);
    expect(outlook({ failureCode: "provider_unreachable", retryAt: later(-5) })?.at).toEqual(now);
    expect(outlook({ expiresAt: null, renewable: false, dueAt: null })?.at).toEqual(now);
  });
});

test("the coming week is told apart by who has to act, and the earliest comes first", () => {
  const connections = [
    row({ id: "renews", dueAt: later(3_000) }),
    row({ id: "ends on Friday", renewable: false, expiresAt: later(5 * DAY) }),
    row({ id: "ends next month", renewable: false, expiresAt: later(30 * DAY) }),
    row({ id: "refused", status: "needs_reauth", failedAt: later(-DAY) }),
    row({ id: "gone", status: "revoked" }),
    row({ id: "checked", expiresAt: null, renewable: false, dueAt: later(60) }),
  ].map((each) => ({ id: each.id, outlook: outlookOf(each, now) }));
  const { needsPeople, byItself } = coming(connections, now);
  expect(needsPeople.map(({ connection }) => connection.id)).toEqual(["refused", "ends on Friday"]);
  expect(byItself.map(({ connection }) => connection.id)).toEqual(["checked", "renews"]);
});
