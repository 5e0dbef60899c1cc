import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { EventRow } from "#db/events";
import { lifeView } from "#lib/connections/life";
import type { LifeView } from "#lib/connections/view";
import { boxOf, labelsOf, nextLabel, troubleLabel } from "../../app/_components/cable-labels.ts";
import { bundlesOf, widths } from "../../app/_components/cable-layout.ts";
import { utc } from "../../app/_components/relative.ts";
import { ticks } from "../../app/_components/ticks.ts";
import { later, now } from "./answers.ts";
import { eventRow, row } from "./connections/row.ts";

/** How the picture of a token's life is laid out. */

const HOUR = 3_600;

function life(told: [secondsAgo: number, kind: string][], change: Parameters<typeof row>[0] = {}): LifeView {
  const events: EventRow[] = told.map(([ago, kind], index) =>
    eventRow(kind, { id: `${1_000 + index}`, at: later(-ago) }),
  );
  const createdAt = later(-Math.max(...told.map(([ago]) => ago)));
  const facts = row({ createdAt, ...change });
  return lifeView({ row: facts, vendor: "Acme", events, complete: true, incidents: [], now });
}

const words = (view: LifeView, width: number) =>
  labelsOf(view, bundlesOf(view, width), width).map(({ lines }) => lines.join(", "));

const often = (step: number, from: number): [number, string][] =>
  Array.from({ length: Math.floor(from / step) }, (_, index) => [from - index * step, "renewed"]);

describe("marks that would touch", () => {
  const view = life([[48 * HOUR, "linked"], ...often(290, 3 * HOUR)], {
    issuedAt: later(-60),
    expiresAt: later(600),
  });

  test("are counted and told as one", () => {
    expect(bundlesOf(view, widths.wide).map(({ marks }) => marks.length)).toEqual([37]);
    expect(words(view, widths.wide)).toEqual(["37 renewals"]);
    expect(words(view, widths.narrow)).toEqual(["37 renewals"]);
  });

  test("are as many as there were, whatever the width", () => {
    for (const width of [1, 100, widths.narrow, widths.wide, 100_000]) {
      const shown = bundlesOf(view, width).reduce((sum, { marks }) => sum + marks.length, 0);
      expect(shown).toBe(view.marks.length);
    }
  });
});

test("a failure says what became of it, or its name alone where there is no room, and is named first", () => {
  const told: [number, string][] = [[20 * HOUR, "linked"], ...often(HOUR, 19 * HOUR)];
  expect(words(life([...told, [9.9 * HOUR, "renewal_failed"]]), widths.wide)).toContain(
    "failed, mended after 54 min",
  );
  expect(words(life([...told, [1.9 * HOUR, "renewal_failed"]]), widths.wide)).toContain("failed");
});

describe("whatever has happened", () => {
  const kinds = ["renewed", "tested", "renewal_failed", "refused", "relinked", "disconnected"];
  const lived = fc
    .record({
      age: fc.integer({ min: 1, max: 40 * 24 * HOUR }),
      told: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...kinds)), {
        maxLength: 80,
      }),
      minutes: fc.constantFrom(5, 60, 360),
    })
    .map(({ age, told, minutes }) =>
      life([[age, "linked"], ...told.map(([part, kind]): [number, string] => [part * age, kind])], {
        issuedAt: later(-9),
        expiresAt: later(minutes * 60),
        dueAt: later(minutes * 50),
      }),
    );

  test.each(Object.entries(widths))("no word runs into another or out of the %s picture", (_, width) => {
    fc.assert(
      fc.property(lived, (view) => {
        const labels = labelsOf(view, bundlesOf(view, width), width);
        if (view.next !== null) labels.push(nextLabel(view, view.next, width));
        const boxes = labels.map((label) => boxOf(label, width));
        for (const [index, box] of boxes.entries()) {
          expect(box.from).toBeGreaterThanOrEqual(-0.01);
          expect(box.until).toBeLessThanOrEqual(width + 0.01);
          expect(box.rows[1]).toBeLessThanOrEqual(1);
          for (const other of boxes.slice(index + 1)) {
            const sameRow = box.rows[0] <= other.rows[1] && other.rows[0] <= box.rows[1];
            expect(sameRow && box.from < other.until && other.from < box.until).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

test("a vendor's trouble is named inside its band where it fits, else beside it", () => {
  const view = life([[20 * HOUR, "linked"]]);
  const named = (from: number, until: number) => {
    const times = { from: later(-from), until: later(-until) };
    const trouble = {
      kind: "outage",
      ...times,
      since: times.from,
      over: times.until,
      label: "Acme in trouble",
    } as const;
    return troubleLabel(view, trouble, widths.wide).anchor;
  };
  expect(named(20 * HOUR, HOUR)).toBe("middle");
  expect(named(2 * HOUR, HOUR)).toBe("end");
  expect(named(20 * HOUR, 19 * HOUR)).toBe("start");
});

describe("points in time under the picture", () => {
  const at = (text: string) => Date.parse(text);
  const marked = (from: string, until: string) =>
    ticks(at(from), at(until), 6, utc).map(({ words: each }) => each);

  const here = { locale: "en-GB", zone: undefined };

  /** As a reader's browser there would, which makes its formatters once and for one zone. */
  async function inZone<T>(zone: string, work: (ticksThere: typeof ticks) => T): Promise<T> {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      vi.resetModules();
      return work((await import("../../app/_components/ticks.ts")).ticks);
    } finally {
      process.env.TZ = before;
      if (before === undefined) delete process.env.TZ;
    }
  }

  test.each([
    ["2026-11-20T11:58:30Z", "2026-11-20T12:02:30Z", ["11:59", "12:00", "12:01", "12:02"]],
    ["2026-11-20T09:10:00Z", "2026-11-20T13:50:00Z", ["10:00", "11:00", "12:00", "13:00"]],
    ["2026-11-19T14:00:00Z", "2026-11-20T22:00:00Z", ["18:00", "20 Nov", "06:00", "12:00", "18:00"]],
    ["2026-11-18T14:00:00Z", "2026-11-21T22:00:00Z", ["19 Nov", "20 Nov", "21 Nov"]],
    ["2026-09-20T14:00:00Z", "2027-01-21T22:00:00Z", ["Oct 2026", "Nov 2026", "Dec 2026", "Jan 2027"]],
  ])("from %s until %s are round", (from, until, expected) => {
    expect(marked(from, until)).toEqual(expected);
  });

  test("are round where the reader is, on the day when clocks change too", async () => {
    const found = await inZone("Europe/Berlin", (ticksThere) =>
      ticksThere(at("2026-10-24T14:00:00Z"), at("2026-10-25T20:00:00Z"), 6, here),
    );
    expect(
      found.map(({ at: time, words: each }) => [each, new Date(time).toISOString().slice(0, 16)]),
    ).toEqual([
      ["18:00", "2026-10-24T16:00"],
      ["25 Oct", "2026-10-24T22:00"],
      ["06:00", "2026-10-25T05:00"],
      ["12:00", "2026-10-25T11:00"],
      ["18:00", "2026-10-25T17:00"],
    ]);
  });

  test.each(["Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])(
    "are round in %s and say what its clocks say, at any time of any day",
    async (zone) => {
      const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
      const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short" });
      await inZone(zone, (ticksThere) =>
        fc.assert(
          fc.property(
            fc.integer({ min: at("2024-01-01"), max: at("2031-01-01") }),
            fc.constantFrom(4, 45, 70, 90, 200, 400, 700, 3_000),
            (from, minutes) => {
              const found = ticksThere(from, from + minutes * 60_000, 6, here);
              expect(found.length).toBeGreaterThan(1);
              const step =
                Math.min(...found.slice(1).map((tick, i) => tick.at - (found[i]?.at ?? 0))) / 60_000;
              for (const tick of found) {
                const said = clock.format(tick.at);
                expect(tick.words).toBe(said === "00:00" ? day.format(tick.at) : said);
                const [hour = 0, minute = 0] = said.split(":").map(Number);
                expect([said, (60 * hour + minute) % Math.min(60, step)]).toEqual([said, 0]);
              }
            },
          ),
          // The half hour that Lord Howe's clocks run through twice.
          { numRuns: 500, examples: [[1_743_865_080_001, 4]] },
        ),
      );
    },
  );

  test("are few, in order and inside, whatever the time shown", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 60_000, max: 1e11 }),
        fc.integer({ min: 5, max: 8 }),
        (from, long, most) => {
          const found = ticks(from, from + long, most, utc).map((tick) => tick.at);
          expect(found.length).toBeLessThanOrEqual(most + 1);
          expect(found).toEqual(found.toSorted((a, b) => a - b));
          for (const time of found) {
            expect(time).toBeGreaterThanOrEqual(from);
            expect(time).toBeLessThanOrEqual(from + long);
          }
        },
      ),
    );
  });
});
