import type { ConnectionRow } from "#db/connections";

/**
 * What the coming days bring for a connection: what Patchbay does by itself, and what needs its person.
 * Pure: `now` is handed in.
 */

const DAY_MS = 86_400_000;

export type Outlook =
  /** A new token is fetched; `everyMs` is how long each lives. */
  | { kind: "renews"; at: Date; everyMs: number | null }
  /** The vendor names no end; it is asked now and then whether the link still works. */
  | { kind: "is_checked"; at: Date }
  /** The last try failed; this is when the next one is. */
  | { kind: "is_tried_again"; at: Date }
  /** Nothing renews it: from then on it needs its person. */
  | { kind: "ends"; at: Date }
  /** It needs its person already. */
  | { kind: "needs_you"; at: Date };

type Facts = Pick<
  ConnectionRow,
  "status" | "expiresAt" | "issuedAt" | "renewable" | "dueAt" | "retryAt" | "failureCode" | "failedAt"
>;

/** The next thing that happens to one connection; null where nothing does (disconnected). */
export function outlookOf(row: Facts, now: Date): Outlook | null {
  if (row.status === "revoked") return null;
  if (row.status === "needs_reauth") return { kind: "needs_you", at: row.failedAt ?? now };
  if (row.expiresAt !== null && !row.renewable)
    return { kind: row.expiresAt > now ? "ends" : "needs_you", at: row.expiresAt };
  if (row.failureCode !== null && row.retryAt !== null)
    return { kind: "is_tried_again", at: latest(row.retryAt, now) };
  if (row.expiresAt === null) return { kind: "is_checked", at: latest(row.dueAt ?? now, now) };
  return { kind: "renews", at: latest(row.dueAt ?? row.expiresAt, now), everyMs: lifeOf(row) };
}

const latest = (a: Date, b: Date) => (a > b ? a : b);

const lifeOf = ({ expiresAt, issuedAt }: Facts) =>
  expiresAt === null || issuedAt === null ? null : expiresAt.getTime() - issuedAt.getTime();

export type Forecast<T> = {
  /** Needs its person within the time looked at, or already; the earliest first. */
  needsPeople: (T & { outlook: Outlook })[];
  /** Goes on by itself, by when something next happens. */
  byItself: (T & { outlook: Outlook })[];
};

/** What the coming `days` bring for several connections. */
export function forecast<T extends Facts>(rows: readonly T[], now: Date, days: number): Forecast<T> {
  const until = now.getTime() + days * DAY_MS;
  const seen = rows
    .map((row) => ({ ...row, outlook: outlookOf(row, now) }))
    .filter(
      (row): row is T & { outlook: Outlook } => row.outlook !== null && row.outlook.at.getTime() <= until,
    )
    .sort((a, b) => a.outlook.at.getTime() - b.outlook.at.getTime());
  const needs = ({ outlook }: { outlook: Outlook }) =>
    outlook.kind === "ends" || outlook.kind === "needs_you";
  return { needsPeople: seen.filter(needs), byItself: seen.filter((row) => !needs(row)) };
}
