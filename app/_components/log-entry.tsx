import { Fragment } from "react";
import { Time } from "#components/time";
import type { LogEntryView } from "#lib/audit/read";

/** One entry: what happened in words, and behind a fold exactly as it is stored. */
export function LogEntry({ entry, now }: { entry: LogEntryView; now: Date }) {
  const number = entry.sequence.toLocaleString("en");
  return (
    <li className="px-4 py-2">
      <p className="text-sm [overflow-wrap:anywhere]">{entry.sentence}</p>
      <details className="group mt-0.5 text-xs text-soft">
        <summary className="flex min-h-6 cursor-pointer flex-wrap items-center gap-x-3 hover:text-ink">
          <Time at={entry.at} now={now} as="moment" />
          {entry.address === null ? null : (
            <span className="[overflow-wrap:anywhere]">from {entry.address}</span>
          )}
          <span className="tabular">Entry {number}</span>
        </summary>
        <dl className="mt-2 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 rounded-md bg-sunken p-3 font-mono [overflow-wrap:anywhere] [&>dd]:text-left [&>dd]:text-ink">
          {entry.facts.map(({ name, value }) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </li>
  );
}
