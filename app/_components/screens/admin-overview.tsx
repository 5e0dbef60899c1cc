import clsx from "clsx";
import Link from "next/link";
import { Chart } from "#components/chart";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { OpenIncidents } from "#components/open-incidents";
import { PlugGlyph } from "#components/plug";
import { Card, Section } from "#components/section";
import { StandingTable } from "#components/standing-table";
import { Time } from "#components/time";
import type { OverviewView } from "#lib/admin/overview";
import { endingSentence, overviewSummary, readsSentence, renewalsSentence } from "../overview-summary.ts";
import { count } from "../relative.ts";
import { stateInk } from "../state-tone.ts";

/** Whether anything is wrong, for whom, whose fault it is, and what will go wrong next: in that order. */
export function AdminOverviewScreen({ overview, now }: { overview: OverviewView; now: Date }) {
  const { incidents, counts, days, peopleNeeded } = overview;
  return (
    <>
      {incidents.length > 0 || counts.needs_you > 0 ? (
        <Section id="wrong" title="What is wrong">
          <div className="space-y-3">
            {incidents.length > 0 ? <OpenIncidents incidents={incidents} now={now} /> : null}
            {counts.needs_you > 0 ? (
              <NeedsPeople connections={counts.needs_you} people={peopleNeeded} />
            ) : null}
          </div>
        </Section>
      ) : null}
      <Section
        id="states"
        title="Connections by vendor and state"
        aside={
          <>
            Counted <Time at={overview.countedAt} now={now} />
          </>
        }
      >
        {overview.total === 0 ? (
          <EmptyState title="Nothing linked yet">
            Everybody's connections appear here, by vendor and by state. Set up a vendor first, then invite
            people.
          </EmptyState>
        ) : (
          <StandingTable {...overview} />
        )}
      </Section>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section id="renewals" title="Renewals" className="min-w-0">
          <p className="mb-3 text-base">{renewalsSentence(overview)}</p>
          <Chart
            name="Renewed"
            rows={days.map(({ day, renewed, failed }) => ({ label: dayLabel(day), amount: renewed, failed }))}
          />
        </Section>
        <Section id="reads" title="Token reads" className="min-w-0">
          <p className="mb-3 text-base">{readsSentence(overview)}</p>
          <Chart
            name="Tokens read"
            rows={days.map(({ day, read }) => ({ label: dayLabel(day), amount: read }))}
          />
        </Section>
      </div>
      <div className="grid items-start gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section id="week" title="The coming week" className="min-w-0">
          <p className="mb-3 text-base">{endingSentence(overview)}</p>
          <Ending overview={overview} now={now} />
        </Section>
        <Section id="lately" title="What happened last" className="min-w-0">
          <Lately overview={overview} now={now} />
        </Section>
      </div>
    </>
  );
}

/** The first words of the page. */
export function OverviewHeadline({ overview }: { overview: OverviewView }) {
  const { plug, state, sentence, detail } = overviewSummary(overview);
  return (
    <span className="flex items-start gap-2.5 text-lg">
      <PlugGlyph plug={plug} named className={clsx("mt-0.5 size-5", stateInk[state])} />
      <span>
        <span className="font-medium text-ink">{sentence}</span> {detail}
      </span>
    </span>
  );
}

function NeedsPeople({ connections, people }: { connections: number; people: number }) {
  return (
    <Card className="flex flex-wrap items-start gap-x-4 gap-y-3 p-4">
      <PlugGlyph plug="loose" className="mx-2 mt-0.5 size-5 text-bad" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-base font-medium">
          {count(connections, "connection")} of{" "}
          {people === 1 ? "1 person" : `${people.toLocaleString("en")} people`}{" "}
          {connections === 1 ? "needs" : "need"} to be linked again
        </p>
        <p className="mt-0.5 text-sm text-soft">
          Their people's to mend: the vendor no longer accepts the link, or it ran out. Each was told by
          email, unless they chose otherwise.
        </p>
      </div>
      <LinkButton href="/admin/connections?state=needs_you">See which</LinkButton>
    </Card>
  );
}

function Ending({ overview: { ending }, now }: { overview: OverviewView; now: Date }) {
  if (ending.first.length === 0) return null;
  return (
    <>
      <Card>
        <ul className="divide-y">
          {ending.first.map(({ id, name, owner, vendor, expiresAt }) => (
            <li key={id} className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm">
              <span className="min-w-0">
                <Link
                  href={`/admin/connections/${id}`}
                  prefetch={false}
                  className="font-medium hover:underline"
                >
                  <Name>{name}</Name>
                </Link>
                <span className="block truncate text-soft">
                  {vendor.name} · <bdi>{owner.name}</bdi>
                </span>
              </span>
              <span className="shrink-0 text-soft">
                {expiresAt === null ? null : (
                  <>
                    ends <Time at={expiresAt} now={now} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {ending.total > ending.first.length ? (
        <LinkButton href="/admin/connections?ends=7&sort=ends" className="mt-3">
          See what ends
        </LinkButton>
      ) : null}
    </>
  );
}

function Lately({ overview: { events }, now }: { overview: OverviewView; now: Date }) {
  if (events.length === 0) return <p className="text-sm text-soft">Nothing has happened yet.</p>;
  return (
    <ol className="divide-y border-y">
      {events.map((event) => (
        <li key={event.id} className="flex items-baseline justify-between gap-4 py-2 text-sm">
          <span className="min-w-0">
            <span className={clsx("font-medium", event.tone === "bad" && "text-bad")}>{event.title}</span>{" "}
            <Link
              href={`/admin/connections/${event.connectionId}`}
              prefetch={false}
              className="text-soft hover:text-ink hover:underline"
            >
              <bdi className="[overflow-wrap:anywhere]">{event.name}</bdi>, {event.vendor}
            </Link>
          </span>
          <span className="shrink-0 text-soft">
            <Time at={event.at} now={now} />
          </span>
        </li>
      ))}
    </ol>
  );
}

const dayLabel = (day: Date) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(day);
