import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConnectionRow } from "#db/connections";
import type { IncidentRow } from "#db/incidents";
import type { EventKind } from "#lib/connections/events";
import { lifeView } from "#lib/connections/life";
import type { LifeMark, LifeView } from "#lib/connections/view";
import { later, now } from "../answers.ts";
import { eventRow, machineWords, row } from "./row.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Told = readonly [secondsAgo: number, kind: EventKind];
type Change = { row?: Partial<ConnectionRow>; complete?: boolean; incidents?: IncidentRow[] };

function life(told: readonly Told[], change: Change = {}): LifeView {
  const oldest = Math.max(0, ...told.map(([ago]) => ago));
  return lifeView({
    row: row({ createdAt: later(-oldest), ...change.row }),
    vendor: "Acme",
    events: told.map(([ago, kind], index) => eventRow(kind, { id: `${1_000 + index}`, at: later(-ago) })),
    complete: change.complete ?? true,
    incidents: change.incidents ?? [],
    now,
  });
}

/** A token that lives so long, a while after it was issued. */
const token = (seconds: number, old = 0.4): Partial<ConnectionRow> => ({
  issuedAt: later(-old * seconds),
  expiresAt: later((1 - old) * seconds),
  dueAt: later((0.88 - old) * seconds),
});
const endless = { expiresAt: null, issuedAt: null, renewable: false, dueAt: later(16 * HOUR) };

const incident = (from: number, until: number | null, kind: IncidentRow["kind"] = "outage"): IncidentRow => ({
  id: "incident-1",
  provider: "acme",
  kind,
  openKey: null,
  code: "provider_unreachable",
  endpoint: "acme.example/token",
  failures: 5,
  affected: 1,
  openedAt: later(-from),
  lastFailedAt: later(-from),
  triedAt: null,
  closedAt: until === null ? null : later(-until),
});

const every = (step: number, from: number, until: number, kind: EventKind = "renewed"): Told[] =>
  Array.from({ length: Math.floor((from - until) / step) + 1 }, (_, index) => [from - index * step, kind]);

const kinds = (view: LifeView) => view.segments.map(({ kind }) => kind);
const secondsAgo = (at: Date) => (now.getTime() - at.getTime()) / 1_000;

describe("the time shown", () => {
  test.each([
    ["five minutes", 5 * MINUTE, 6 * HOUR],
    ["an hour", HOUR, DAY],
    ["four hours", 4 * HOUR, 3 * DAY],
    ["six hours", 6 * HOUR, 3 * DAY],
    ["a month", 30 * DAY, 365 * DAY],
  ])("for a token of %s is some of its lives, where the link is that old", (_, lives, shown) => {
    const view = life([[900 * DAY, "linked"]], { row: token(lives) });
    expect(secondsAgo(view.from)).toBe(shown);
    expect((view.now.getTime() - view.from.getTime()) / (view.until.getTime() - view.from.getTime())).toBe(
      0.75,
    );
  });

  test("for what has no end is the last fourteen days", () => {
    expect(secondsAgo(life([[60 * DAY, "linked"]], { row: endless }).from)).toBe(14 * DAY);
  });

  test("begins with the link, where that is recent", () => {
    expect(secondsAgo(life([[2 * HOUR, "linked"]]).from)).toBe(2 * HOUR);
  });

  test("reaches to what comes next, although the link was made a minute ago", () => {
    const view = life([[60, "linked"]], { row: token(6 * HOUR, 0) });
    expect(view.until.getTime()).toBeGreaterThan(view.next?.at.getTime() ?? Number.POSITIVE_INFINITY);
    expect(secondsAgo(view.from)).toBeGreaterThan(60);
  });

  test("has room for a link of this very moment", () => {
    const view = life([[0, "linked"]], { row: endless });
    expect(view.from.getTime()).toBeLessThan(now.getTime());
    expect(view.marks).toHaveLength(1);
  });

  test("goes no further back than what is known", () => {
    const view = life(every(4 * MINUTE, 3 * HOUR, MINUTE), { row: token(5 * MINUTE), complete: false });
    expect(secondsAgo(view.from)).toBe(3 * HOUR);
    expect(view.sentence).toContain("in the last 3 hours");
  });

  test("shows as much of a link's life as has passed since it ended", () => {
    const revoked = { ...endless, status: "revoked", dueAt: null } as const;
    const view = life(
      [
        [900 * DAY, "linked"],
        [90 * DAY, "disconnected"],
      ],
      { row: revoked },
    );
    expect(secondsAgo(view.from)).toBe(180 * DAY);
  });

  test("counts from the refusal, although it was disconnected only later", () => {
    const told: Told[] = [
      [900 * DAY, "linked"],
      [90 * DAY, "refused"],
      [180, "disconnected"],
    ];
    expect(secondsAgo(life(told, { row: { ...endless, status: "revoked" } }).from)).toBe(180 * DAY);
  });
});

describe("the cable", () => {
  test("is whole while proof follows proof", () => {
    expect(
      kinds(life([[3 * DAY, "linked"], ...every(6 * HOUR, 2.9 * DAY, HOUR)], { row: token(6 * HOUR) })),
    ).toEqual(["proven"]);
  });

  test("is dotted once a proof is older than a day", () => {
    const view = life(
      [
        [5 * DAY, "linked"],
        [3 * DAY, "tested"],
      ],
      { row: endless },
    );
    expect(view.segments.map(({ kind, from }) => [kind, secondsAgo(from) / DAY])).toEqual([
      ["proven", 5],
      ["unproven", 4],
      ["proven", 3],
      ["unproven", 2],
    ]);
  });

  test("or older than a token lives, where that is longer", () => {
    const view = life([[29 * DAY, "linked"]], { row: { ...token(30 * DAY, 29 / 30), renewable: false } });
    expect(kinds(view)).toEqual(["proven"]);
  });

  test("is frayed from the first failure until it works again, however often it was tried", () => {
    const view = life([
      [5 * HOUR, "linked"],
      [3 * HOUR, "renewal_failed"],
      [2.9 * HOUR, "renewal_failed"],
      [2.5 * HOUR, "test_failed"],
      [2 * HOUR, "renewed"],
    ]);
    expect(kinds(view)).toEqual(["proven", "failing", "proven"]);
    expect(view.marks.filter(({ kind }) => kind === "failed")).toEqual([
      {
        kind: "failed",
        at: later(-3 * HOUR),
        since: later(-3 * HOUR),
        until: later(-2 * HOUR),
        mended: true,
        tries: 3,
      },
    ]);
  });

  test.each(["refused", "removed", "ended", "disconnected"] as const)(
    "is off after it was %s, until it is linked again",
    (how) => {
      const view = life([
        [9 * HOUR, "linked"],
        [6 * HOUR, how],
        [5 * HOUR, "renewed"],
        [5 * HOUR, "renewal_failed"],
        [4 * HOUR, "relinked"],
      ]);
      expect(kinds(view)).toEqual(["proven", "off", "proven"]);
      expect(view.marks.map(({ kind }) => kind)).toEqual(["linked", "ended", "relinked"]);
    },
  );

  test("shows a failure that began before the time shown from where that begins", () => {
    const view = life(
      [
        [30 * DAY, "linked"],
        [2 * DAY, "renewal_failed"],
      ],
      { row: token(HOUR) },
    );
    expect(view.marks).toMatchObject([{ kind: "failed", at: view.from, since: later(-2 * DAY) }]);
  });

  test("has a vendor's trouble behind it, as far as it lies in the time shown", () => {
    const told: Told[] = [[5 * HOUR, "linked"]];
    const incidents = [
      incident(2 * HOUR, null, "client"),
      incident(9 * HOUR, 4 * HOUR),
      incident(9 * HOUR, 6 * HOUR),
      incident(-HOUR, null),
    ];
    const { troubles } = life(told, { incidents });
    expect(troubles.map(({ label, from, until }) => [label, secondsAgo(from), secondsAgo(until)])).toEqual([
      ["Acme in trouble", 5 * HOUR, 4 * HOUR],
      ["Acme refused this server", 2 * HOUR, 0],
    ]);
  });

  test("has no part in a vendor's trouble once it is off", () => {
    const told: Told[] = [
      [9 * HOUR, "linked"],
      [6 * HOUR, "disconnected"],
    ];
    const incidents = [incident(7 * HOUR, null), incident(2 * HOUR, null)];
    const { troubles, sentence } = life(told, { row: { status: "revoked" }, incidents });
    expect(troubles).toMatchObject([{ from: later(-7 * HOUR), until: later(-6 * HOUR), over: null }]);
    expect(sentence).not.toContain("trouble");
  });

  test("passes over what this version knows nothing of, and what lies in the future", () => {
    const told = [
      [5 * HOUR, "linked"],
      [HOUR, "expiring"],
      [HOUR, "of_tomorrow"],
      [-HOUR, "renewed"],
    ];
    expect(life(told as unknown as Told[]).marks).toEqual([{ kind: "linked", at: later(-5 * HOUR) }]);
  });

  test("is dotted where nothing was ever noted", () => {
    expect(kinds(life([], { row: { createdAt: later(-HOUR) } }))).toEqual(["unproven"]);
  });
});

describe("the sentence", () => {
  const month: Told = [30 * DAY, "linked"];
  const four = [70, 55, 40, 23].map((hours): Told => [hours * HOUR, "renewed"]);
  const six = { row: token(6 * HOUR) };

  test.each<[string, readonly Told[], Change]>([
    ["Renewed 4 times in the last 3 days; nothing failed.", [month, ...four], six],
    [
      "Renewed 4 times in the last 3 days; failed once, mended after 6 minutes.",
      [month, ...four, [23.1 * HOUR, "renewal_failed"]],
      six,
    ],
    [
      "Renewed 4 times in the last 3 days; failed once, mended within a minute.",
      [month, ...four, [23 * HOUR + 9, "renewal_failed"]],
      six,
    ],
    [
      "Renewed 4 times in the last 3 days; failed twice, mended each time, at the latest after 5 hours.",
      [month, ...four, [28 * HOUR, "renewal_failed"], [41 * HOUR, "renewal_failed"]],
      six,
    ],
    [
      "Renewed 4 times in the last 3 days; failed 34 minutes ago and not mended yet.",
      [month, ...four, [34 * MINUTE, "renewal_failed"]],
      six,
    ],
    [
      "Renewed 4 times in the last 3 days; failed twice, the last time 34 minutes ago and not mended yet.",
      [month, ...four, [41 * HOUR, "renewal_failed"], [34 * MINUTE, "renewal_failed"]],
      six,
    ],
    ["Linked 1 minute ago.", [[60, "linked"]], six],
    [
      "Linked 3 hours ago; failed 1 hour ago and not mended yet.",
      [
        [3 * HOUR, "linked"],
        [HOUR, "test_failed"],
      ],
      six,
    ],
    [
      "Renewed once since it was linked 40 minutes ago; nothing failed.",
      [
        [40 * MINUTE, "linked"],
        [30 * MINUTE, "renewed"],
      ],
      six,
    ],
    [
      "Renewed 4 times and tested once in the last 3 days; nothing failed.",
      [month, ...four, [HOUR, "tested"]],
      six,
    ],
    [
      "Tested 14 times in the last 14 days; nothing failed.",
      [month, ...every(DAY, 13.5 * DAY, 0, "tested")],
      { row: endless },
    ],
    [
      "Tested once in the last 14 days; nothing failed. Nothing has proved it for 3 days.",
      [month, [3 * DAY, "tested"]],
      { row: endless },
    ],
    ["Neither renewed nor tested in the last 3 days. Nothing has proved it in that time.", [month], six],
    [
      "Renewed 4 times in the last 3 days; nothing failed; reconnected once.",
      [month, ...four, [20 * HOUR, "refused"], [10 * HOUR, "relinked"]],
      six,
    ],
    [
      "Renewed 4 times in the last 3 days; failed once. Acme stopped accepting it 20 hours ago.",
      [month, ...four, [21 * HOUR, "renewal_failed"], [20 * HOUR, "refused"]],
      { row: { ...token(6 * HOUR), status: "needs_reauth" } },
    ],
    [
      "Renewed 4 times in the last 3 days; nothing failed. It was removed at Acme 20 hours ago. Disconnected 3 minutes ago.",
      [month, ...four, [20 * HOUR, "removed"], [180, "disconnected"]],
      { row: { ...token(6 * HOUR), status: "revoked" } },
    ],
    [
      "Renewed 4 times in the last 3 days; nothing failed. Acme has been in trouble for 34 minutes.",
      [month, ...four],
      { ...six, incidents: [incident(34 * MINUTE, null)] },
    ],
    [
      "Renewed 4 times in the last 3 days; nothing failed. Acme has not accepted this server’s own credentials for 4 days.",
      [month, ...four],
      { ...six, incidents: [incident(4 * DAY, null, "client")] },
    ],
  ])("%s", (sentence, told, change) => {
    expect(life(told, change).sentence).toBe(sentence);
  });

  test("is followed by what comes next", () => {
    const next = (change: Partial<ConnectionRow>) => life([month], { row: change }).next;
    expect(next(token(6 * HOUR))).toMatchObject({ kind: "renews", title: "Next renewal" });
    expect(next(endless)).toMatchObject({ at: later(16 * HOUR), label: "is tested by itself" });
    expect(next({ renewable: false })).toMatchObject({ kind: "ends", title: "It ends" });
    expect(next({ failureCode: "provider_unreachable", retryAt: later(9) })).toMatchObject({
      title: "Next try",
    });
    expect(next({ status: "needs_reauth" })).toBeNull();
    expect(next({ status: "revoked" })).toBeNull();
  });
});

describe("whatever has happened", () => {
  const allKinds: EventKind[] = [
    "linked",
    "relinked",
    "renewed",
    "renewal_failed",
    "refused",
    "tested",
    "test_failed",
    "disconnected",
    "revocation",
    "expiring",
    "ended",
    "removed",
  ];
  const histories = fc.record({
    age: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 * DAY })),
    told: fc.array(
      fc.tuple(
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.01, noNaN: true })),
        // As often as they happen.
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom<EventKind>("renewed", "renewal_failed", "tested") },
          { weight: 4, arbitrary: fc.constantFrom(...allKinds) },
        ),
      ),
      { maxLength: 60 },
    ),
    lives: fc.constantFrom(null, 5 * MINUTE, HOUR, 6 * HOUR, 60 * DAY),
    renewable: fc.boolean(),
    complete: fc.boolean(),
    status: fc.constantFrom<ConnectionRow["status"][]>("active", "needs_reauth", "revoked"),
    troubles: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 9 * DAY }), fc.option(fc.integer({ min: 0, max: DAY }))),
      {
        maxLength: 3,
      },
    ),
  });
  const lived = histories.map(({ age, told, lives, renewable, complete, status, troubles }) => {
    const view = life(
      [[age, "linked"], ...told.map(([part, kind]): Told => [Math.round(part * age), kind])],
      {
        row: { ...(lives === null ? endless : token(lives)), renewable, status },
        complete,
        incidents: troubles.map(([from, until]) => incident(from, until)),
      },
    );
    return { view, linkedAt: later(-age) };
  });
  const check = (rule: (each: { view: LifeView; linkedAt: Date }) => void) =>
    fc.assert(fc.property(lived, rule), { numRuns: 400 });

  test("the cable has no hole and no overlap, from the link or the first thing shown until now", () => {
    check(({ view, linkedAt }) => {
      const first = linkedAt > view.from ? linkedAt : view.from;
      let at = first.getTime();
      for (const { from, until } of view.segments) {
        expect(from.getTime()).toBe(at);
        expect(until.getTime()).toBeGreaterThan(at);
        at = until.getTime();
      }
      expect(at).toBe(now.getTime());
    });
  });

  test("everything lies in the time shown", () => {
    check(({ view }) => {
      const [from, until] = [view.from.getTime(), view.until.getTime()];
      expect(from).toBeLessThan(now.getTime());
      expect(until).toBeGreaterThan(now.getTime());
      for (const { at } of view.marks) {
        expect(at.getTime()).toBeGreaterThanOrEqual(from);
        expect(at.getTime()).toBeLessThanOrEqual(now.getTime());
      }
      for (const trouble of view.troubles) {
        expect(trouble.from.getTime()).toBeGreaterThanOrEqual(from);
        expect(trouble.until.getTime()).toBeLessThanOrEqual(now.getTime());
      }
      if (view.next !== null) {
        expect(view.next.at.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(view.next.at.getTime()).toBeLessThan(until);
      }
    });
  });

  test("there is one fray for each frayed length that lasted, and a plug or an end where it turns", () => {
    check(({ view }) => {
      const at = (kind: LifeMark["kind"]) =>
        new Set(view.marks.filter((mark) => mark.kind === kind).map((mark) => mark.at.getTime()));
      for (const [index, { kind, from }] of view.segments.entries()) {
        if (kind === "failing") expect(at("failed")).toContain(from.getTime());
        if (kind === "off" && from > view.from) expect(at("ended")).toContain(from.getTime());
        if (view.segments[index - 1]?.kind === "off" && kind !== "off") {
          const plugs = [...at("linked"), ...at("relinked")];
          expect(plugs).toContain(from.getTime());
        }
      }
    });
  });

  test("the sentence counts what is drawn, and speaks like a person", () => {
    check(({ view }) => {
      const drawn = (kind: LifeMark["kind"]) => view.marks.filter((mark) => mark.kind === kind).length;
      expect(told(view.sentence, /renewed (once|twice|[\d,]+ times)/i)).toBe(drawn("renewed"));
      expect(told(view.sentence, /tested (once|twice|[\d,]+ times)/i)).toBe(drawn("tested"));
      expect(told(view.sentence, /reconnected (once|twice|[\d,]+ times)/i)).toBe(drawn("relinked"));
      const one = /failed (?:once|.* ago and not mended yet)/.test(view.sentence) ? 1 : 0;
      expect(told(view.sentence, /failed (once|twice|[\d,]+ times)/) || one).toBe(drawn("failed"));
      expect(view.sentence).not.toMatch(machineWords);
      expect(view.sentence).toMatch(/^[A-Z].*\.$/);
    });
  });

  /** The number in words like "renewed 4 times"; 0 where they are not said. */
  function told(sentence: string, words: RegExp): number {
    const number = words.exec(sentence)?.[1];
    if (number === undefined) return 0;
    return number === "once" ? 1 : number === "twice" ? 2 : Number.parseInt(number.replaceAll(",", ""), 10);
  }
});
