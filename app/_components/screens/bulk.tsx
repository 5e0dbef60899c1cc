import clsx from "clsx";
import Link from "next/link";
import { Icon } from "#components/icon";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Progress } from "#components/progress";
import { Card, Section } from "#components/section";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { BulkPage, BulkRow, BulkView } from "#lib/bulk/read";

/** How something done to many goes on: how far, what went wrong, and each row in words. */
export function BulkScreen({ page, now }: { page: BulkPage; now: Date }) {
  const { job, reasons, rows, next, failedOnly } = page;
  const here = `/admin/connections/bulk/${job.id}`;
  return (
    <>
      <Card className="p-4">
        <HowFar job={job} now={now} />
        {job.state === "running" ? (
          <form method="post" action={`${here}/cancel`} className="mt-4">
            <Submit>Cancel the rest</Submit>
          </form>
        ) : null}
      </Card>
      {reasons.length === 0 ? null : (
        <Section id="reasons" title="What was in the way">
          <ul className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
            {reasons.map(({ sentence, number }) => (
              <li key={sentence} className="contents">
                <span className="text-right font-medium tabular">{number.toLocaleString("en")} ×</span>
                {sentence}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="rows" title={failedOnly ? "What went wrong" : "Each connection"}>
        <nav aria-label="Which rows" className="mb-3 flex gap-2">
          <LinkButton
            href={here}
            look={failedOnly ? "quiet" : "plain"}
            aria-current={failedOnly ? undefined : "true"}
          >
            All
          </LinkButton>
          <LinkButton
            href={`${here}?rows=failed`}
            look={failedOnly ? "plain" : "quiet"}
            aria-current={failedOnly ? "true" : undefined}
          >
            {`Failed (${job.failed.toLocaleString("en")})`}
          </LinkButton>
        </nav>
        {rows.length === 0 ? (
          <p className="text-sm text-soft">
            {failedOnly ? "Nothing has gone wrong." : "There is nothing here."}
          </p>
        ) : (
          <ul className="divide-y border-y text-sm">
            {rows.map((row) => (
              <Row key={row.position} row={row} />
            ))}
          </ul>
        )}
        {next === null ? null : (
          <nav aria-label="Pages of rows" className="mt-3 flex justify-end">
            <LinkButton href={`${here}?${failedOnly ? "rows=failed&" : ""}after=${next}`}>Next</LinkButton>
          </nav>
        )}
      </Section>
    </>
  );
}

function HowFar({ job, now }: { job: BulkView; now: Date }) {
  const ended = job.done + job.failed;
  return (
    <>
      <p role="status" className="text-lg font-semibold">
        {words[job.state]}
      </p>
      <div className="mt-3">
        <Progress done={ended} total={job.total} label="How far it is" />
      </div>
      <p className="mt-2 text-base tabular">
        {ended.toLocaleString("en")} of {job.total.toLocaleString("en")}: {job.done.toLocaleString("en")} done
        {job.failed === 0 ? "" : `, ${job.failed.toLocaleString("en")} failed`}.
      </p>
      <p className="mt-1 text-sm text-soft">
        Begun <Time at={job.createdAt} now={now} /> by <bdi>{job.by}</bdi>; chosen: {job.chosen}.
        {job.endedAt === null ? null : (
          <>
            {" "}
            Over <Time at={job.endedAt} now={now} />; what became of each stays here for 30 days.
          </>
        )}
      </p>
    </>
  );
}

const words: Record<BulkView["state"], string> = {
  running: "Under way",
  cancelling: "Being cancelled: what has begun is finished first",
  cancelled: "Cancelled",
  finished: "Finished",
};

function Row({ row: { connectionId, name, exists, outcome, sentence } }: { row: BulkRow }) {
  const [icon, ink] = marks[outcome];
  return (
    <li className="flex items-start gap-3 py-2">
      <Icon name={icon} className={clsx("mt-0.5 size-4", ink)} />
      <span className="min-w-0">
        {exists ? (
          <Link
            href={`/admin/connections/${connectionId}`}
            prefetch={false}
            className="block font-medium hover:underline"
          >
            <Name>{name}</Name>
          </Link>
        ) : (
          <Name className="font-medium">{name}</Name>
        )}
        <span className={clsx("block", outcome !== "failed" && "text-soft")}>{sentence}</span>
      </span>
    </li>
  );
}

const marks = {
  waiting: ["dash", "text-soft"],
  done: ["good", "text-good"],
  failed: ["bad", "text-bad"],
  cancelled: ["close", "text-soft"],
} as const;
