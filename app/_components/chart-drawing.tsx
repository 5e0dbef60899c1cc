"use client";

import { Bar, BarChart, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartRow } from "#components/chart";

/** The picture of a chart; fetched when one is drawn. Its table says the same, so nobody is read a picture. */
export function ChartDrawing({ name, rows }: { name: string; rows: ChartRow[] }) {
  const words = { fontSize: 12, fill: "var(--soft)" };
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={rows}
          margin={{ top: 18, right: 0, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          barCategoryGap="22%"
        >
          <XAxis dataKey="label" tickLine={false} axisLine={{ stroke: "var(--line)" }} tick={words} />
          <YAxis
            width={44}
            tickLine={false}
            axisLine={false}
            tick={words}
            tickCount={4}
            allowDecimals={false}
            tickFormatter={short}
          />
          <Tooltip
            cursor={{ fill: "var(--sunken)" }}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const row = payload?.[0]?.payload as ChartRow | undefined;
              return active && row !== undefined ? <Said name={name} row={row} /> : null;
            }}
          />
          <Bar dataKey="amount" fill="var(--accent)" radius={[2, 2, 0, 0]} isAnimationActive={false}>
            <LabelList
              dataKey="failed"
              position="top"
              fill="var(--bad)"
              fontSize={12}
              formatter={(failed) => (typeof failed === "number" && failed > 0 ? `✕${short(failed)}` : "")}
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function Said({ name, row: { label, amount, failed } }: { name: string; row: ChartRow }) {
  return (
    <div className="rounded-md border bg-surface px-3 py-2 text-sm shadow-lg shadow-ink/8">
      <p className="text-soft">{label}</p>
      <p className="tabular">
        {name}: {amount.toLocaleString("en")}
      </p>
      {failed === undefined ? null : <p className="tabular">Failed tries: {failed.toLocaleString("en")}</p>}
    </div>
  );
}

const short = (amount: number) =>
  new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(amount);
