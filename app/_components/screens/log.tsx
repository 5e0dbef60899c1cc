import { Button } from "#components/button";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { LogChain } from "#components/log-chain";
import { LogEntry } from "#components/log-entry";
import { LogFinder } from "#components/log-finder";
import { Notice } from "#components/notice";
import { Section } from "#components/section";
import { Time } from "#components/time";
import type { CheckView } from "#lib/audit/check";
import type { LogPageView } from "#lib/audit/read";
import { type LogWish, logPath } from "#lib/audit/wish";

type Props = {
  page: LogPageView;
  wish: LogWish;
  check: CheckView;
  vendors: { value: string; words: string }[];
  now: Date;
  problem: string | null;
};

export function LogScreen({ page, wish, check, vendors, now, problem }: Props) {
  const narrow = Object.keys(wish).length > 0;
  return (
    <>
      {problem ? <Notice tone="bad">{problem}</Notice> : null}
      <Section id="chain" title="Is it whole?">
        <LogChain check={check} now={now} />
      </Section>
      <Section
        id="entries"
        title={narrow ? "What was found" : "Newest first"}
        aside={<Download wish={wish} />}
      >
        <LogFinder wish={wish} vendors={vendors} />
        {page.entries.length === 0 ? (
          <div className="mt-4">
            <EmptyState title={page.lookedTo === null ? "Nothing was found" : "Nothing was found so far"}>
              {page.lookedTo !== null
                ? "The log goes on. Look further, or choose days."
                : narrow
                  ? "No entry is like that. Ask for less."
                  : "Whatever anybody does from now on stands here."}
            </EmptyState>
          </div>
        ) : (
          <ol className="mt-4 divide-y rounded-lg border bg-surface">
            {page.entries.map((entry) => (
              <LogEntry key={entry.sequence} entry={entry} now={now} />
            ))}
          </ol>
        )}
        <Pages page={page} wish={wish} now={now} />
      </Section>
    </>
  );
}

function Pages({ page: { newer, older, lookedTo }, wish, now }: Pick<Props, "page" | "wish" | "now">) {
  if (newer === null && older === null) return null;
  const further = lookedTo?.sequence;
  return (
    <nav aria-label="Pages of the log" className="mt-3 flex flex-wrap items-center justify-end gap-2">
      {lookedTo === null ? null : (
        <p className="mr-auto text-sm text-soft">
          Looked {further === older ? "back to" : "on to"} <Time at={lookedTo.at} now={now} as="exact" />.
        </p>
      )}
      {newer === null ? null : (
        <LinkButton href={logPath(wish, { newer })}>
          {newer === further ? "Look further on" : "Newer"}
        </LinkButton>
      )}
      {older === null ? null : (
        <LinkButton href={logPath(wish, { older })}>
          {older === further ? "Look further back" : "Older"}
        </LinkButton>
      )}
    </nav>
  );
}

function Download({ wish }: Pick<Props, "wish">) {
  return (
    <form method="post" action="/admin/log/export" className="-mx-3.5 flex flex-wrap gap-x-1">
      {Object.entries(wish).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button look="quiet" name="format" value="csv">
        Download CSV
      </Button>
      <Button look="quiet" name="format" value="jsonl">
        Download JSON lines
      </Button>
    </form>
  );
}
