import clsx from "clsx";
import { ComingWeek } from "#components/coming-week";
import { ConnectionRows } from "#components/connection-rows";
import { EmptyState } from "#components/empty-state";
import { Finder } from "#components/finder";
import { Headline } from "#components/headline";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { PageTurner } from "#components/page-turner";
import { Card, Section } from "#components/section";
import { Undo } from "#components/undo";
import { VendorRow } from "#components/vendor-row";
import { VendorTrouble } from "#components/vendor-trouble";
import { WaitingAttempt } from "#components/waiting-attempt";
import { WayOut } from "#components/way-out";
import { isNarrow, type Listing } from "#lib/connections/find";
import type {
  AttemptView,
  ConnectionSummary,
  ConnectionView,
  IncidentView,
  ProblemView,
  VendorView,
} from "#lib/connections/view";
import type { UndoView } from "#lib/undo";
import { problemTone } from "../problem-tone.ts";

type Props = {
  connections: ConnectionSummary[];
  listing: Listing<ConnectionView>;
  attempts: AttemptView[];
  vendors: VendorView[];
  now: Date;
  problem?: { view: ProblemView; provider: string | undefined } | null;
  done?: string | null;
  /** How what was just done is taken back, where it can be. */
  undo?: UndoView | null;
  troubles?: IncidentView[];
};

/** Below this, looking is quicker than choosing. */
const worthSearching = 6;

export function ConnectionsScreen(props: Props) {
  const { connections, listing, attempts, vendors, now, problem, done, undo, troubles = [] } = props;
  const { wish, shown, pages } = listing;
  const refusing = vendors.find(({ id }) => id === problem?.provider);
  const needy = connections.filter(({ state }) => state.name === "needs_you").length;

  return (
    <div className="space-y-10">
      <div className="space-y-4">
        <Headline connections={connections} />
        {problem ? (
          <Notice
            tone={problemTone(problem.view.code)}
            title={problem.view.title}
            closeHref="/connections"
            action={refusing ? <WayOut problem={problem.view} vendor={refusing} /> : undefined}
          >
            {problem.view.belowTitle}
          </Notice>
        ) : null}
        {done ? (
          <Notice
            tone="good"
            closeHref="/connections"
            beside
            action={undo ? <Undo undo={undo} /> : undefined}
          >
            {done}
          </Notice>
        ) : null}
        {troubles.map((trouble) => (
          <VendorTrouble key={trouble.id} trouble={trouble} now={now} />
        ))}
        {attempts.map((attempt) => (
          <WaitingAttempt key={attempt.id} attempt={attempt} now={now} />
        ))}
      </div>

      <div className="grid items-start gap-x-10 gap-y-10 2xl:grid-cols-[minmax(0,1fr)_28rem]">
        <Section
          id="accounts"
          title="Your accounts"
          aside={isNarrow(wish) ? `${listing.found} of ${connections.length} fit` : null}
          className={clsx("min-w-0", connections.length === 0 && "2xl:col-span-2")}
        >
          {connections.length >= worthSearching || isNarrow(wish) ? (
            <Finder wish={wish} connections={connections} />
          ) : null}
          {connections.length === 0 ? (
            <EmptyState title="Nothing linked yet">
              Link an account below and it appears here: what was granted, until when, and whether it still
              works. Each takes a minute, and you can take it back at any time.
            </EmptyState>
          ) : listing.found === 0 ? (
            <EmptyState
              title="No account fits that"
              action={<LinkButton href="/connections">Show all</LinkButton>}
            >
              Looked through {connections.length} accounts, their vendors and their states.
            </EmptyState>
          ) : (
            <>
              <Card>
                <ConnectionRows connections={shown} now={now} alone={needy === 1} />
              </Card>
              {pages > 1 ? <PageTurner {...listing} /> : null}
            </>
          )}
        </Section>

        <div className={clsx("min-w-0 space-y-10", connections.length === 0 && "2xl:col-span-2")}>
          {connections.length === 0 ? null : <ComingWeek connections={connections} now={now} />}
          <Section
            id="catalogue"
            title={connections.length === 0 ? "Connect an account" : "Connect another account"}
          >
            <Card>
              <ul className="divide-y">
                {vendors.map((vendor) => (
                  <VendorRow key={vendor.id} vendor={vendor} />
                ))}
              </ul>
            </Card>
          </Section>
        </div>
      </div>
    </div>
  );
}
