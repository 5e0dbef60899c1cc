import "#lib/server-only";
import type { IncidentRow } from "#db/incidents";
import {
  type Affected,
  findIncident,
  listFailedBetween,
  listIncidentsSince,
  listTallies,
  listWaiting,
} from "#db/vendor-health";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";

/** How renewing at a vendor has gone, hour by hour, and what was wrong meanwhile. */

const HOUR_MS = 3_600_000;

/** How far back, and how much one bar stands for. */
export const spans = {
  day: { name: "24 hours", bars: 24, hours: 1 },
  week: { name: "7 days", bars: 28, hours: 6 },
  month: { name: "30 days", bars: 30, hours: 24 },
} as const;

export type Span = keyof typeof spans;

export const isSpan = (text: string | undefined): text is Span =>
  text !== undefined && Object.hasOwn(spans, text);

export type HealthBar = { from: Date; until: Date; renewed: number; failed: number };

export type IncidentEntry = Pick<
  IncidentRow,
  "id" | "kind" | "code" | "endpoint" | "openedAt" | "closedAt" | "failures" | "affected"
>;

export type Health = {
  from: Date;
  until: Date;
  bars: HealthBar[];
  renewed: number;
  failed: number;
  incidents: IncidentEntry[];
};

const MOST_INCIDENTS = 50;

export async function vendorHealth(actor: Actor, providerId: string, span: Span): Promise<Health> {
  requireAdministrator(actor);
  const at = now();
  const { bars, hours } = spans[span];
  const size = hours * HOUR_MS;
  const until = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS;
  const from = new Date(until - bars * size);
  const [tallies, incidents] = await Promise.all([
    listTallies(providerId, ["renewed", "renewal_failed"], from),
    listIncidentsSince(providerId, from, MOST_INCIDENTS),
  ]);
  const drawn: HealthBar[] = Array.from({ length: bars }, (_, index) => ({
    from: new Date(from.getTime() + index * size),
    until: new Date(from.getTime() + (index + 1) * size),
    renewed: 0,
    failed: 0,
  }));
  for (const { hour, name, amount } of tallies) {
    const bar = drawn[Math.floor((hour.getTime() - from.getTime()) / size)];
    if (bar !== undefined) bar[name === "renewed" ? "renewed" : "failed"] += amount;
  }
  return {
    from,
    until: new Date(until),
    bars: drawn,
    renewed: drawn.reduce((sum, { renewed }) => sum + renewed, 0),
    failed: drawn.reduce((sum, { failed }) => sum + failed, 0),
    incidents: incidents.map(entry),
  };
}

const entry = (row: IncidentRow): IncidentEntry => {
  const { id, kind, code, endpoint, openedAt, closedAt, failures, affected } = row;
  return { id, kind, code, endpoint, openedAt, closedAt, failures, affected };
};

const MOST_AFFECTED = 50;

export type AffectedView = Affected;

/** Whose connections an incident kept waiting: those that still wait, or, once over, those that had failed. */
export async function affectedBy(
  actor: Actor,
  providerId: string,
  incidentId: string,
): Promise<{ incident: IncidentEntry; connections: AffectedView[] }> {
  requireAdministrator(actor);
  const incident = await findIncident(providerId, incidentId);
  if (incident === null) throw new Failure("not_found", "incident");
  const at = now();
  const { openedAt: from, closedAt } = incident;
  const connections =
    closedAt === null
      ? await listWaiting(providerId, at, MOST_AFFECTED)
      : await listFailedBetween(providerId, { from, until: closedAt }, MOST_AFFECTED);
  return { incident: entry(incident), connections };
}
