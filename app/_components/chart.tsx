"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "#components/button";

export type ChartRow = { label: string; amount: number; failed?: number };

type Props = {
  /** What is counted, as a column is called: "Renewed". */
  name: string;
  rows: ChartRow[];
};

const Drawing = lazy(() =>
  import("./chart-drawing.tsx").then(({ ChartDrawing: component }) => ({ default: component })),
);

/** A table that becomes a picture once JavaScript is there, and a table again at the press of a button. */
export function Chart({ name, rows }: Props) {
  const [drawn, setDrawn] = useState<boolean | null>(null);
  useEffect(() => setDrawn(true), []);
  // Two weeks of nothing are said well enough by the sentence above.
  if (rows.every(({ amount, failed = 0 }) => amount + failed === 0)) return null;
  const table = <ChartTable name={name} rows={rows} />;
  return (
    <div>
      <div className="h-52">
        {drawn ? (
          <Suspense fallback={table}>
            <Drawing name={name} rows={rows} />
          </Suspense>
        ) : (
          table
        )}
      </div>
      <Button
        type="button"
        look="quiet"
        hidden={drawn === null}
        onClick={() => setDrawn((was) => !was)}
        className="mt-1 -ml-3.5 text-accent!"
      >
        {drawn ? "As a table" : "As a picture"}
        <span className="sr-only">: {name}</span>
      </Button>
    </div>
  );
}

function ChartTable({ name, rows }: Props) {
  const failures = rows.some(({ failed }) => failed !== undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1).
    <section aria-label={`${name}, day by day`} tabIndex={0} className="h-full overflow-y-auto">
      <table className="w-full text-left text-sm">
        <thead className="text-soft">
          <tr className="border-b">
            <th className="py-1 pr-4 font-normal">Day (UTC)</th>
            <th className="py-1 pr-4 text-right font-normal">{name}</th>
            {failures ? <th className="py-1 text-right font-normal">Failed tries</th> : null}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.toReversed().map(({ label, amount, failed }) => (
            <tr key={label}>
              <td className="py-1 pr-4 text-soft">{label}</td>
              <td className="py-1 pr-4 text-right">{amount.toLocaleString("en")}</td>
              {failures ? <td className="py-1 text-right">{(failed ?? 0).toLocaleString("en")}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
