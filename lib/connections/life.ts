import type { ConnectionRow } from "#db/connections";
import type { EventRow } from "#db/events";
import type { IncidentRow } from "#db/incidents";
import { outlookOf } from "./forecast.ts";
import { type Story, storyOf } from "./life-story.ts";
import { lifeSentence, nextWords, troubleLabels } from "./life-words.ts";
import { proofLastsMs } from "./state.ts";
import type { LifeMark, LifeSegment, LifeTrouble, LifeView } from "./view.ts";

/** The life of a connection's token along time, from what is stored. Pure: `now` is handed in. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Facts = Parameters<typeof outlookOf>[0] & Pick<ConnectionRow, "createdAt">;

type Stored = {
  row: Facts;
  /** The vendor's name. */
  vendor: string;
  /** In any order; `complete` is false where older ones were left out. */
  events: readonly EventRow[];
  complete: boolean;
  incidents: readonly IncidentRow[];
  now: Date;
};

export function lifeView({ row, vendor, events, complete, incidents, now }: Stored): LifeView {
  // A clock that was set back leaves events in the future.
  const told = events
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const lifeMs = lifeOf(row, told);
  const story = storyOf(told, {
    start: earliest(complete ? row.createdAt : now, told[0]?.at ?? now),
    complete,
    now,
    proofLastsMs: proofLastsMs(lifeMs ?? 0),
  });
  const next = nextOf(row, now);
  const window = windowOf(story, lifeMs, next?.at ?? null, now);
  const life = {
    ...window,
    segments: story.segments.flatMap((segment) => within(segment, window)),
    marks: story.marks.flatMap((mark) => seen(mark, window)),
    troubles: troublesOf(
      incidents,
      { from: latest(window.from, story.start), until: story.offSince ?? now },
      vendor,
    ),
    next,
  };
  return { ...life, sentence: lifeSentence(life, vendor) };
}

/** How long a token lives; after the keys were erased, as the last renewal said it. */
function lifeOf({ expiresAt, issuedAt }: Facts, events: readonly EventRow[]): number | null {
  if (expiresAt !== null && issuedAt !== null) return expiresAt.getTime() - issuedAt.getTime();
  const renewed = events.findLast(({ kind }) => kind === "renewed");
  const until = typeof renewed?.data.expiresAt === "string" ? Date.parse(renewed.data.expiresAt) : Number.NaN;
  return renewed === undefined || Number.isNaN(until) ? null : until - renewed.at.getTime();
}

function nextOf(row: Facts, now: Date): LifeView["next"] {
  const outlook = outlookOf(row, now);
  if (outlook === null || outlook.kind === "needs_you") return null;
  return { kind: outlook.kind, at: outlook.at, ...nextWords[outlook.kind] };
}

type Window = Pick<LifeView, "from" | "until" | "now">;

/** Spans that people think in. */
const spansMs = [
  6 * HOUR_MS,
  DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
  90 * DAY_MS,
  365 * DAY_MS,
];
const LIVES_SHOWN = 16;

/**
 * About sixteen of a token's lives, and at least six hours, where one is that old; what has no end counts as
 * a day, since that is how often it is tested. `now` stands at three quarters, what comes next to its right.
 * A link that ended long ago is shown with as much of its life as has passed since.
 */
function windowOf(story: Story, lifeMs: number | null, next: Date | null, now: Date): Window {
  const ageMs = now.getTime() - story.start.getTime();
  const offMs = story.offSince === null ? 0 : now.getTime() - story.offSince.getTime();
  const shownMs = Math.max(nearest(LIVES_SHOWN * (lifeMs || DAY_MS)), 2 * offMs);
  const lived = Math.min(shownMs, ageMs);
  const aheadMs = next === null ? lived / 10 : Math.max(lived / 3, 1.15 * (next.getTime() - now.getTime()));
  // A minute is the least, so that a link of this moment has a place in time too.
  const futureMs = Math.max(MINUTE_MS, aheadMs);
  const pastMs = Math.max(lived, futureMs / 5);
  return { from: new Date(now.getTime() - pastMs), until: new Date(now.getTime() + futureMs), now };
}

const MINUTE_MS = 60_000;

/** By ratio, not by difference: 16 hours are nearer to a day than to six hours. */
function nearest(wantedMs: number): number {
  const off = (ms: number) => Math.abs(Math.log(ms / wantedMs));
  return spansMs.reduce((best, each) => (off(each) < off(best) ? each : best));
}

function within(segment: LifeSegment, { from }: Window): LifeSegment[] {
  return segment.until <= from ? [] : [{ ...segment, from: latest(segment.from, from) }];
}

/** A run of failures that reaches into the window is shown from where the window begins. */
function seen(mark: LifeMark, { from, now }: Window): LifeMark[] {
  if (mark.at >= from) return [mark];
  return mark.kind === "failed" && (mark.until ?? now) > from ? [{ ...mark, at: from }] : [];
}

/** A link that is off has no part in its vendor's troubles. */
function troublesOf(
  incidents: readonly IncidentRow[],
  { from, until: end }: { from: Date; until: Date },
  vendor: string,
): LifeTrouble[] {
  return incidents
    .map(({ kind, openedAt, closedAt }) => ({
      kind,
      from: latest(openedAt, from),
      until: earliest(closedAt ?? end, end),
      since: openedAt,
      over: closedAt,
      label: troubleLabels[kind](vendor),
    }))
    .filter((trouble) => trouble.until > trouble.from)
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

const latest = (a: Date, b: Date) => (a > b ? a : b);
const earliest = (a: Date, b: Date) => (a < b ? a : b);
