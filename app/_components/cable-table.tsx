import { Time } from "#components/time";
import type { LifeView } from "#lib/connections/view";
import { span } from "#lib/span";
import { type Bundle, bundlesOf, widths } from "./cable-layout.ts";
import { bundleWords, outcome } from "./cable-words.ts";

type Row = { from: Date; until: Date | null; what: string; more: string | null };

/** What the picture shows, row by row, the newest first. */
export function CableTable({ life }: { life: LifeView }) {
  const rows = [...bundlesOf(life, widths.wide).map((bundle) => rowOf(bundle, life)), ...troubleRows(life)];
  return (
    <details className="open:w-full">
      <summary className="-my-2.5 inline-flex min-h-11 items-center sm:my-0 sm:min-h-6 print:hidden text-accent underline underline-offset-2">
        The same as a table
      </summary>
      <table className="mt-2 w-full text-left">
        <thead className="text-soft">
          <tr className="border-b">
            <th className="py-1.5 pr-4 font-normal">When</th>
            <th className="py-1.5 font-normal">What</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {life.next ? (
            <Line row={{ from: life.next.at, until: null, what: life.next.title, more: null }} life={life} />
          ) : null}
          {rows
            .toSorted((a, b) => b.from.getTime() - a.from.getTime())
            .map((row) => (
              <Line key={`${row.from.getTime()}${row.what}`} row={row} life={life} />
            ))}
        </tbody>
      </table>
    </details>
  );
}

function Line({ row: { from, until, what, more }, life: { now } }: { row: Row; life: LifeView }) {
  return (
    <tr>
      <td className="py-1.5 pr-4 align-top text-soft">
        <Time at={from} now={now} as="moment" />
        {until === null ? null : (
          <>
            {" – "}
            <Time at={until} now={now} as="moment" />
          </>
        )}
      </td>
      <td className="py-1.5 align-top break-words">
        {what}
        {more === null ? null : <span className="text-soft">, {more}</span>}
      </td>
    </tr>
  );
}

function rowOf(bundle: Bundle, { now }: LifeView): Row {
  const { marks, last } = bundle;
  const failed = last.kind === "failed" && marks.length === 1;
  return {
    from: marks[0].at,
    until: marks.length > 1 ? last.at : null,
    what: bundleWords(bundle),
    more: failed ? `${tries(last.tries)}, ${outcome(last, now)}` : null,
  };
}

function troubleRows({ troubles, now }: LifeView): Row[] {
  return troubles.map(({ since, over, label }) => ({
    from: since,
    until: over,
    what: label,
    more: `for ${span((over ?? now).getTime() - since.getTime())}`,
  }));
}

const tries = (number: number) => (number === 1 ? "1 try" : `${number.toLocaleString("en")} tries`);
