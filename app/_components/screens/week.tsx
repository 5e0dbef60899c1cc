import Link from "next/link";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { PageHeader } from "#components/page-header";
import { Card, Section } from "#components/section";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import { type Coming, coming, type Outlook } from "#lib/connections/forecast";
import type { ConnectionSummary } from "#lib/connections/view";
import { weekSummary } from "../week-summary.ts";

type Props = { connections: ConnectionSummary[]; now: Date };

/** What the coming week brings: first what needs its person, then what goes on by itself. */
export function WeekScreen({ connections, now }: Props) {
  const { needsPeople, byItself } = coming(connections, now);
  return (
    <div className="mx-auto max-w-prose space-y-10">
      <PageHeader back={{ href: "/connections", label: "Connections" }} title="The coming week">
        {weekSummary(needsPeople.length, byItself.length)}
      </PageHeader>
      {needsPeople.length === 0 ? null : (
        <Section id="needs-you" title="Needs you">
          <List entries={needsPeople} now={now} />
        </Section>
      )}
      {byItself.length === 0 ? null : (
        <Section id="by-itself" title="Goes on by itself">
          <List entries={byItself} now={now} />
        </Section>
      )}
      {needsPeople.length + byItself.length === 0 ? (
        <EmptyState
          title="Nothing is coming up"
          action={<LinkButton href="/connections">Connect an account</LinkButton>}
        >
          As soon as an account is linked, you see here when it renews and whether it will need you.
        </EmptyState>
      ) : null}
    </div>
  );
}

function List({ entries, now }: { entries: Coming<ConnectionSummary>; now: Date }) {
  // The only one is what the page is for.
  const urgent = entries.filter(({ outlook }) => outlook.kind === "needs_you").length;
  return (
    <Card>
      <ul className="divide-y">
        {entries.map(({ connection, outlook }) => (
          <li
            key={connection.id}
            className="relative flex flex-wrap items-center gap-3 px-4 py-3 hover:bg-sunken/50"
          >
            <VendorTile vendor={connection.vendor} />
            <div className="min-w-0 flex-1 basis-36">
              <Link
                href={`/connections/${connection.id}`}
                prefetch={false}
                className="block text-base font-medium after:absolute after:inset-0"
              >
                <Name lines="two">{connection.label ?? connection.account.name}</Name>
              </Link>
              <p className="text-sm text-soft">
                {words[outlook.kind]}{" "}
                {outlook.kind === "needs_you" ? (
                  <>
                    since <Time at={outlook.at} now={now} as="moment" />
                  </>
                ) : (
                  <Time at={outlook.at} now={now} as="ahead" />
                )}
                {outlook.kind === "renews" && outlook.everyMs !== null ? `, ${often(outlook.everyMs)}` : null}
              </p>
            </div>
            {outlook.kind === "needs_you" || outlook.kind === "ends" ? (
              <LinkButton
                href={`/connect/${connection.vendor.id}?connection=${connection.id}`}
                look={urgent === 1 ? "primary" : "plain"}
                className="relative z-10 shrink-0"
              >
                Reconnect<span className="sr-only"> {connection.label ?? connection.account.name}</span>
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const words: Record<Outlook["kind"], string> = {
  renews: "Renews by itself",
  is_checked: "Is checked",
  is_tried_again: "Is tried again",
  ends: "Ends",
  needs_you: "Needs you",
};

/** How often a token of that life is renewed, in words. */
function often(everyMs: number): string {
  const aDay = Math.round(86_400_000 / everyMs);
  return aDay <= 1 ? "once in a while" : `about ${aDay.toLocaleString("en")} times a day`;
}
