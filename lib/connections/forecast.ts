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

type Seen = { outlook: Outlook | null };
export type Coming<T> = { connection: T; outlook: Outlook }[];

/** What the coming week brings for several connections, the earliest first, told apart by who has to act. */
export function coming<T extends Seen>(
  connections: readonly T[],
  now: Date,
): { needsPeople: Coming<T>; byItself: Coming<T> } {
  const until = now.getTime() + 7 * DAY_MS;
  const seen = connections
    .flatMap((connection) =>
      connection.outlook === null ? [] : [{ connection, outlook: connection.outlook }],
    )
    .filter(({ outlook }) => outlook.at.getTime() <= until)
    .sort((a, b) => a.outlook.at.getTime() - b.outlook.at.getTime());
  return {
    needsPeople: seen.filter(({ outlook }) => needsPerson(outlook)),
    byItself: seen.filter(({ outlook }) => !needsPerson(outlook)),
  };
}

const needsPerson = ({ kind }: Outlook) => kind === "ends" || kind === "needs_you";
