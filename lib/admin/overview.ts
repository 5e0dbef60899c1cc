import "#lib/server-only";
import { listNewest } from "#db/events";
import { countEnding, everyonesRows, firstEnding } from "#db/everyone";
import { talliesSince } from "#db/figures";
import { type IncidentRow, listOpenIncidents } from "#db/incidents";
import { activityView } from "#lib/connections/activity";
import { labels } from "#lib/connections/state";
import type { ActivityView, StateName } from "#lib/connections/view";
import { asAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { circumstances } from "./circumstances.ts";
import { type ConnectionFigures, connectionFigures } from "./figures.ts";
import { type ListedConnection, listed } from "./list.ts";

/** Whether anything is wrong, for whom, whose fault it is, and what will go wrong next. */

export type StateCounts = Record<StateName, number>;

export type OpenIncident = {
  id: string;
  vendor: { id: string; name: string };
  kind: IncidentRow["kind"];
  openedAt: Date;
  /** The most connections that waited at one time. */
  affected: number;
};

/** What happened on one day (UTC). */
export type DayFigures = { day: Date; renewed: number; failed: number; refused: number; read: number };

export type EventView = Pick<ActivityView, "id" | "at" | "title" | "tone"> & {
  connectionId: string;
  name: string;
  vendor: string;
};

export type OverviewView = {
  incidents: OpenIncident[];
  vendors: { id: string; name: string; counts: StateCounts; total: number }[];
  counts: StateCounts;
  total: number;
  /** Whose last try failed and who are tried again. */
  failing: number;
  peopleNeeded: number;
  countedAt: Date;
  /** The last 24 hours, and the last days with the present one last. */
  lately: Omit<DayFigures, "day">;
  days: DayFigures[];
  /** What ends in the coming week and cannot renew itself: how many, and the first of them. */
  ending: { total: number; vendors: { name: string; number: number }[]; first: ListedConnection[] };
  events: EventView[];
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 14;
const NAMES = ["renewed", "renewal_failed", "refused", "read"];

export async function overview(actor: Actor): Promise<OverviewView> {
  const administrator = asAdministrator(actor);
  const around = await circumstances();
  const at = around.now;
  const inAWeek = new Date(at.getTime() + 7 * DAY_MS);
  const today = Math.floor(at.getTime() / DAY_MS) * DAY_MS;
  const [figures, incidents, tallies, ending, first, events] = await Promise.all([
    connectionFigures(administrator),
    listOpenIncidents(),
    talliesSince(new Date(today - (DAYS - 1) * DAY_MS), NAMES),
    countEnding(at, inAWeek),
    firstEnding(at, inAWeek, 5).then(everyonesRows),
    listNewest(administrator, 10),
  ]);
  return {
    incidents: incidents.map(incidentView),
    ...standings(figures),
    lately: sum(tallies.filter(({ hour }) => hour.getTime() > at.getTime() - DAY_MS)),
    days: Array.from({ length: DAYS }, (_, index) => {
      const day = today - (DAYS - 1 - index) * DAY_MS;
      const within = tallies.filter(({ hour }) => Math.floor(hour.getTime() / DAY_MS) * DAY_MS === day);
      return { day: new Date(day), ...sum(within) };
    }),
    ending: {
      total: ending.reduce((total, { n }) => total + n, 0),
      vendors: ending.map(({ provider, n }) => ({ name: nameOf(provider), number: n })),
      first: first.map((row) => listed(row, around)),
    },
    events: events.map((event) => {
      const { title, tone } = activityView(
        event,
        findProvider(event.provider) ?? { name: event.provider, scopes: {} },
      );
      const { id, connectionId, name } = event;
      return { id, at: event.at, title, tone, connectionId, name, vendor: nameOf(event.provider) };
    }),
  };
}

const nameOf = (id: string) => findProvider(id)?.name ?? id;

const incidentView = ({ id, provider, kind, openedAt, affected }: IncidentRow): OpenIncident => ({
  id,
  vendor: { id: provider, name: nameOf(provider) },
  kind,
  openedAt,
  affected,
});

function sum(tallies: { name: string; amount: number }[]): Omit<DayFigures, "day"> {
  const of = (wanted: string) =>
    tallies.filter(({ name }) => name === wanted).reduce((total, { amount }) => total + amount, 0);
  return { renewed: of("renewed"), failed: of("renewal_failed"), refused: of("refused"), read: of("read") };
}

function standings({ counts, peopleNeeded, countedAt }: ConnectionFigures) {
  const none = () => Object.fromEntries(Object.keys(labels).map((name) => [name, 0])) as StateCounts;
  const all = none();
  const vendors = new Map<string, OverviewView["vendors"][number]>();
  let failing = 0;
  for (const each of counts) {
    const vendor = vendors.get(each.provider) ?? {
      id: each.provider,
      name: nameOf(each.provider),
      counts: none(),
      total: 0,
    };
    vendor.counts[each.standing] += each.connections;
    vendor.total += each.connections;
    vendors.set(each.provider, vendor);
    all[each.standing] += each.connections;
    failing += each.failing;
  }
  return {
    vendors: [...vendors.values()].toSorted((a, b) => b.total - a.total),
    counts: all,
    total: Object.values(all).reduce((total, number) => total + number, 0),
    failing,
    peopleNeeded,
    countedAt,
  };
}
