import { lifeView } from "#lib/connections/life";
import type { LifeView } from "#lib/connections/view";

/** Lives of tokens for looking at, told by events as they would be stored. Minutes before now. */

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

type Stored = Parameters<typeof lifeView>[0];
type Told = [minutesAgo: number, kind: string];

function life(
  now: Date,
  told: Told[],
  change: {
    row?: Partial<Stored["row"]>;
    complete?: boolean;
    incidents?: [from: number, until: number | null][];
    /** How long a renewed token lives. */
    lasts?: number;
  },
): LifeView {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS);
  const oldest = Math.max(0, ...told.map(([minutes]) => minutes));
  return lifeView({
    row: { ...active, createdAt: ago(oldest), ...change.row },
    vendor: "Wistia",
    events: told.map(([minutes, kind], index) => ({
      id: String(index).padStart(4, "0"),
      connectionId: "con",
      actorId: null,
      kind,
      at: ago(minutes),
      data: kind === "renewed" ? { expiresAt: ago(minutes - (change.lasts ?? HOUR)).toISOString() } : {},
    })),
    complete: change.complete ?? true,
    incidents: (change.incidents ?? []).map(([from, until], index) => ({
      id: String(index),
      provider: "wistia",
      kind: "outage",
      openKey: null,
      code: "provider_unreachable",
      endpoint: "",
      failures: 9,
      affected: 1,
      openedAt: ago(from),
      lastFailedAt: ago(from),
      triedAt: null,
      closedAt: until === null ? null : ago(until),
    })),
    now,
  });
}

const active = {
  status: "active",
  expiresAt: null,
  issuedAt: null,
  renewable: true,
  dueAt: null,
  retryAt: null,
  failureCode: null,
  failedAt: null,
} as const;

/** A token of `minutes`, begun `ago`, and renewed a tenth before its end. */
const token = (now: Date, minutes: number, ago: number) => {
  const begun = now.getTime() - ago * MINUTE_MS;
  return {
    issuedAt: new Date(begun),
    expiresAt: new Date(begun + minutes * MINUTE_MS),
    dueAt: new Date(begun + 0.88 * minutes * MINUTE_MS),
  };
};

/** Every so many minutes, with the unevenness that chance gives it. */
const every = (step: number, from: number, until: number, kind = "renewed"): Told[] =>
  Array.from({ length: Math.floor((from - until) / step) + 1 }, (_, index) => [
    from - index * step + ((index * 37) % 10) * step * 0.008,
    kind,
  ]);

const linkedAgo = (minutes: number): Told => [minutes, "linked"];

export const lives = {
  "Linked a moment ago": (now) => life(now, [linkedAgo(0.2)], { row: token(now, 6 * HOUR, 0.2) }),
  "Linked this morning": (now) =>
    life(now, [linkedAgo(200), ...every(53, 150, 30)], { row: token(now, HOUR, 44) }),
  "Six hours each": (now) =>
    life(now, [linkedAgo(40 * DAY), ...every(316, 3.6 * DAY, 200)], { row: token(now, 6 * HOUR, 160) }),
  "Failed and mended": (now) =>
    life(
      now,
      [
        linkedAgo(40 * DAY),
        ...every(316, 3.6 * DAY, 1500),
        [1186, "renewal_failed"],
        [1184, "renewal_failed"],
        [1180, "renewed"],
        ...every(316, 860, 200),
      ],
      { row: token(now, 6 * HOUR, 160) },
    ),
  "A long outage, over": (now) =>
    life(
      now,
      [
        linkedAgo(9 * DAY),
        ...every(53, 1500, 900),
        [870, "renewal_failed"],
        [860, "renewal_failed"],
        [700, "renewal_failed"],
        [610, "renewed"],
        ...every(53, 560, 20),
      ],
      { row: token(now, HOUR, 12), incidents: [[868, 610]] },
    ),
  "An outage that goes on": (now) =>
    life(
      now,
      [linkedAgo(9 * DAY), ...every(53, 1500, 120), [100, "renewal_failed"], [90, "renewal_failed"]],
      {
        row: {
          ...token(now, HOUR, 130),
          failureCode: "provider_unreachable",
          failedAt: new Date(now.getTime() - 90 * MINUTE_MS),
          retryAt: new Date(now.getTime() + 2 * MINUTE_MS),
        },
        incidents: [[102, null]],
      },
    ),
  "Five minutes each": (now) =>
    life(now, [linkedAgo(2 * DAY), ...every(4, 400, 2), [131, "renewal_failed"]], { row: token(now, 5, 2) }),
  "No end, tested daily": (now) =>
    life(now, [linkedAgo(60 * DAY), ...every(DAY, 58.4 * DAY, DAY / 3, "tested")], {
      row: { renewable: false, dueAt: new Date(now.getTime() + 16 * HOUR * MINUTE_MS) },
    }),
  "Nothing proved it": (now) =>
    life(now, [linkedAgo(60 * DAY), ...every(DAY, 59 * DAY, 5 * DAY, "tested")], {
      row: { renewable: false, dueAt: now },
    }),
  "Ends and cannot renew": (now) =>
    life(now, [linkedAgo(26 * DAY), [9 * DAY, "tested"]], {
      row: { ...token(now, 30 * DAY, 26 * DAY), renewable: false },
    }),
  "No longer accepted": (now) =>
    life(now, [linkedAgo(40 * DAY), ...every(316, 9 * DAY, 4.2 * DAY), [4 * DAY, "refused"]], {
      lasts: 6 * HOUR,
      row: { status: "needs_reauth", failedAt: new Date(now.getTime() - 4 * DAY * MINUTE_MS) },
    }),
  Reconnected: (now) =>
    life(
      now,
      [
        linkedAgo(40 * DAY),
        ...every(316, 3.6 * DAY, 2.2 * DAY),
        [2 * DAY, "refused"],
        [1.4 * DAY, "relinked"],
        ...every(316, 1.2 * DAY, 200),
      ],
      { row: token(now, 6 * HOUR, 160) },
    ),
  Disconnected: (now) =>
    life(now, [linkedAgo(40 * DAY), ...every(316, 3.6 * DAY, 200), [3, "disconnected"]], {
      lasts: 6 * HOUR,
      row: { status: "revoked" },
    }),
  "Older than what was kept": (now) =>
    life(now, [...every(4, 3.1 * DAY, 2 * DAY), [2 * DAY - 3, "refused"], [DAY, "disconnected"]], {
      row: { status: "revoked" },
      lasts: 5,
      complete: false,
    }),
  "Failing again and again": (now) =>
    life(
      now,
      [
        linkedAgo(9 * DAY),
        ...every(53, 1500, 20),
        ...every(64, 1400, 200, "renewal_failed"),
        [7, "renewal_failed"],
      ],
      { row: token(now, HOUR, 20) },
    ),
} satisfies Record<string, (now: Date) => LifeView>;
