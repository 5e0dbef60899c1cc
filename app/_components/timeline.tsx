import clsx from "clsx";
import { Fragment } from "react";
import { Icon } from "#components/icon";
import { Time } from "#components/time";
import type { ActivityView } from "#lib/connections/view";

/** The life of the connection as a cable: a knot for each thing that happened, a break where one failed. */
export function Timeline({ activity, now }: { activity: ActivityView[]; now: Date }) {
  if (activity.length === 0) return <p className="text-sm text-soft">Nothing has happened yet.</p>;
  return (
    <ol>
      {activity.map((event, index) => (
        <li key={event.id} className="grid grid-cols-[1rem_1fr] gap-x-3">
          <Knot tone={event.tone} last={index === activity.length - 1} />
          <Entry event={event} now={now} />
        </li>
      ))}
    </ol>
  );
}

/** A sentence; what is written down behind it unfolds, for whoever compares with a log. */
function Entry({ event, now }: { event: ActivityView; now: Date }) {
  return (
    <details className="group min-w-0 pb-3">
      <summary className="-mx-2 -my-1 grid min-h-11 list-none sm:min-h-0 grid-cols-[minmax(0,1fr)_auto] gap-x-3 rounded-md px-2 py-1 text-sm hover:bg-sunken [&::-webkit-details-marker]:hidden">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className={clsx("font-medium break-words", event.tone === "bad" && "text-bad")}>
            {event.title}
          </span>
          <span className="text-soft">
            <Time at={event.at} now={now} />
          </span>
        </span>
        <Icon name="next" className="mt-1 size-3 text-soft group-open:rotate-90 print:hidden" />
        {event.sentence ? (
          <span className="col-start-1 mt-0.5 text-soft break-words">{event.sentence}</span>
        ) : null}
      </summary>
      <dl className="mt-2 mb-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md bg-sunken px-3 py-2.5 text-xs">
        {event.facts.map(({ name, value }) => (
          <Fragment key={name}>
            <dt className="text-soft">{name}</dt>
            <dd className="font-mono [overflow-wrap:anywhere]">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

function Knot({ tone, last }: { tone: ActivityView["tone"]; last: boolean }) {
  return (
    <span aria-hidden="true" className="relative flex justify-center">
      {last ? null : <span className="absolute top-4 -bottom-1 border-l-[1.5px] border-control/60" />}
      <svg viewBox="0 0 16 16" className={clsx("relative mt-0.5 size-4", knotInk[tone])} aria-hidden="true">
        {tone === "bad" ? (
          <path
            d="M8 0v3.5M8 16v-3.5M8 3.5 5 5.500M8 3.5l3 2M8 12.5l-3-2M8 12.500l3-2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
          />
        ) : (
          <circle
            cx="8"
            cy="8"
            r="3.25"
            fill={tone === "good" ? "currentColor" : "none"}
            stroke="currentColor"
            strokeWidth="1.5"
          />
        )}
      </svg>
    </span>
  );
}

const knotInk = { good: "text-good", neutral: "text-soft", bad: "text-bad" } as const satisfies Record<
  ActivityView["tone"],
  string
>;
