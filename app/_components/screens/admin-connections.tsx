import Link from "next/link";
import { Button } from "#components/button";
import { ColumnChoice } from "#components/column-choice";
import { EmptyState } from "#components/empty-state";
import { EveryoneFinder } from "#components/everyone-finder";
import { EveryoneTable } from "#components/everyone-table";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Section } from "#components/section";
import { Select } from "#components/select";
import { Time } from "#components/time";
import type { ListedPage, Total } from "#lib/admin/list";
import { type Column, isNarrow, pathWith, type Wish, wishQuery } from "#lib/admin/wish";
import type { BulkView } from "#lib/bulk/read";
import type { ProblemView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = {
  page: ListedPage;
  wish: Wish;
  columns: Column[];
  vendors: { id: string; name: string }[];
  jobs: BulkView[];
  now: Date;
  problem: ProblemView | null;
  /** Whether every row of the page comes ticked, and where it is the other way round. */
  tick: { all: boolean; href: string };
};

const room = "/admin/connections";

/** Everyone's connections: narrowed, put in order, page by page, and acted on together. */
export function AdminConnectionsScreen(props: Props) {
  const { page, wish, columns, vendors, jobs, now, problem } = props;
  const running = jobs.filter(({ state }) => state === "running" || state === "cancelling");
  return (
    <>
      {problem ? (
        <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={room}>
          {problem.belowTitle}
        </Notice>
      ) : null}
      {running.map((job) => (
        <Notice
          key={job.id}
          tone="info"
          title={job.title}
          action={<LinkButton href={`${room}/bulk/${job.id}`}>See how it goes</LinkButton>}
        >
          {(job.done + job.failed).toLocaleString("en")} of {job.total.toLocaleString("en")} done, begun by{" "}
          <bdi>{job.by}</bdi>.
        </Notice>
      ))}
      <Section
        id="all"
        title="All connections"
        aside={<TotalWords total={page.total} wish={wish} now={now} />}
      >
        <div className="flex flex-wrap items-end justify-between gap-2">
          <div className="min-w-0 max-sm:basis-full sm:flex-1">
            <EveryoneFinder wish={wish} vendors={vendors} />
          </div>
          <div className="flex flex-wrap items-start gap-2">
            <ColumnChoice wish={wish} shown={columns} />
            <form method="post" action={`${room}/export`}>
              <input type="hidden" name="filter" value={wishQuery(wish).toString()} />
              <Button>Download as CSV</Button>
            </form>
          </div>
        </div>
        <div className="mt-3">{page.rows.length === 0 ? <Nothing wish={wish} /> : <Listed {...props} />}</div>
      </Section>
      {jobs.length === 0 ? null : <Jobs jobs={jobs} now={now} />}
    </>
  );
}

function Nothing({ wish }: { wish: Wish }) {
  return isNarrow(wish) ? (
    <EmptyState title="No connection fits that" action={<LinkButton href={room}>Show all</LinkButton>}>
      Looked through the names and ids of all accounts and their owners.
    </EmptyState>
  ) : (
    <EmptyState
      title="Nobody has linked anything yet"
      action={<LinkButton href="/admin/people/invite">Invite somebody</LinkButton>}
    >
      As soon as somebody links an account it stands here, whoever it belongs to.
    </EmptyState>
  );
}

function Listed({ page, wish, columns, now, tick }: Props) {
  const query = wishQuery(wish);
  const rows = page.rows.length;
  return (
    <>
      <form method="get" action={`${room}/bulk/new`} className="group">
        {[...query].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <EveryoneTable rows={page.rows} shown={columns} now={now} ticked={tick.all} />
        {/* A phone has no room for it until something is ticked. */}
        <div className="bottom-0 z-10 mt-3 flex flex-wrap items-center gap-2 border-t bg-canvas py-3 group-has-[input:checked]:sticky sm:sticky">
          <LinkButton id="tick" href={`${tick.href}#tick`} look="quiet">
            {tick.all ? "Untick all" : rows === 1 ? "Tick the one here" : `Tick all ${rows} here`}
          </LinkButton>
          <Select
            label="What to do"
            name="action"
            defaultValue="test"
            options={[
              { value: "test", words: "Test" },
              { value: "refresh", words: "Refresh" },
              { value: "disconnect", words: "Disconnect" },
            ]}
          />
          <Button name="scope" value="ticked">
            The ticked ones
          </Button>
          <Button name="scope" value="all" look="quiet">
            {everything(page.total, wish)}
          </Button>
        </div>
      </form>
      <Turner page={page} wish={wish} />
    </>
  );
}

/** How many there are is said before anything begins; counted anew on the next page. */
function everything(total: Total, wish: Wish): string {
  const number = total.number.toLocaleString("en");
  const amount = "or" in total && total.or === "more" ? `the more than ${number}` : number;
  return isNarrow(wish) ? `All ${amount} that fit` : `All ${amount} there are`;
}

function Turner({ page: { previous, next }, wish }: Pick<Props, "page" | "wish">) {
  const href = (way: "before" | "after", place: string) => {
    const query = wishQuery(wish);
    query.set(way, place);
    return pathWith(room, query);
  };
  return (
    <nav aria-label="Pages of connections" className="mt-3 flex justify-end gap-2 empty:hidden">
      {previous === null ? null : (
        <>
          <LinkButton href={pathWith(room, wishQuery(wish))} look="quiet">
            First
          </LinkButton>
          <LinkButton href={href("before", previous)}>Previous</LinkButton>
        </>
      )}
      {next === null ? null : <LinkButton href={href("after", next)}>Next</LinkButton>}
    </nav>
  );
}

function TotalWords({ total, wish, now }: { total: Total; wish: Wish; now: Date }) {
  const number = total.number.toLocaleString("en");
  const what = isNarrow(wish) ? "fit" : "in all";
  if ("countedAt" in total)
    return (
      <span className="tabular">
        {number} {what}, counted <Time at={total.countedAt} now={now} />
      </span>
    );
  return <span className="tabular">{`${total.or === "more" ? "More than " : ""}${number} ${what}`}</span>;
}

function Jobs({ jobs, now }: { jobs: BulkView[]; now: Date }) {
  return (
    <Section id="jobs" title="Done to many at once">
      <ul className="divide-y border-y text-sm">
        {jobs.map((job) => (
          <li key={job.id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
            <span>
              <Link href={`${room}/bulk/${job.id}`} prefetch={false} className="font-medium hover:underline">
                {job.title}
              </Link>{" "}
              <span className="text-soft">
                ({job.chosen}), by <bdi>{job.by}</bdi>
              </span>
            </span>
            <span className="text-soft">
              {job.done.toLocaleString("en")} done, {job.failed.toLocaleString("en")} failed,{" "}
              <Time at={job.createdAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
