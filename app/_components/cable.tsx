import clsx from "clsx";
import { useId } from "react";
import { Ahead, Axis, Zone } from "#components/cable-clock";
import { Glyph } from "#components/cable-glyphs";
import { Knots, Stretch } from "#components/cable-strands";
import { CableTable } from "#components/cable-table";
import type { LifeView } from "#lib/connections/view";
import { type Label, labelsOf, nextLabel, troubleLabel } from "./cable-labels.ts";
import { along, type Bundle, bundlesOf, percent, widths } from "./cable-layout.ts";

/** The life of a token as the cable itself: along time, a knot at each renewal, frayed where it failed. */
export function Cable({ life }: { life: LifeView }) {
  const id = useId();
  const y = life.troubles.length > 0 ? 58 : 38;
  const { next } = life;
  const at = (date: Date) => percent(along(life, date));
  return (
    <figure>
      <figcaption className="text-sm">
        {life.sentence}
        {next ? (
          <>
            {" "}
            {next.title} <Ahead at={next.at} now={life.now} />.
          </>
        ) : null}
      </figcaption>
      <div className="@container mt-4">
        <svg
          role="img"
          aria-labelledby={`${id}t`}
          aria-describedby={`${id}d`}
          width="100%"
          height={y + 78}
          className="block overflow-visible text-[12px]"
        >
          <title id={`${id}t`}>The life of its token, drawn along time</title>
          <desc id={`${id}d`}>{`${life.sentence} The table below says the same in words.`}</desc>
          {life.troubles.map(({ from, until }) => (
            <rect
              key={from.getTime()}
              x={at(from)}
              y="20"
              width={percent(along(life, until) - along(life, from))}
              height={y - 6}
              rx="3"
              className="fill-warn-wash stroke-warn/40"
            />
          ))}
          <Axis from={life.from} until={life.until} y={y + 56} />
          {life.segments.map(({ kind, from, until }) => (
            <Stretch key={from.getTime()} kind={kind} x1={at(from)} x2={at(until)} y={y} />
          ))}
          {next ? <line x1={at(life.now)} x2={at(next.at)} y1={y} y2={y} className="stroke-control" /> : null}
          <line x1={at(life.now)} x2={at(life.now)} y1="16" y2={y + 14} className="stroke-ink" />
          <text x={at(life.now)} y="11" textAnchor="middle" className="fill-ink font-medium">
            now
          </text>
          <g className="@[528px]:hidden">
            <Marks life={life} width={widths.narrow} y={y} />
          </g>
          <g className="@max-[528px]:hidden">
            <Marks life={life} width={widths.wide} y={y} />
          </g>
          {next ? <Glyph kind={next.kind === "ends" ? "will_end" : "next"} x={at(next.at)} y={y} /> : null}
        </svg>
      </div>
      <div className="mt-2 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <CableTable life={life} />
        <p className="text-xs leading-6 text-soft">
          <Zone />
        </p>
      </div>
    </figure>
  );
}

/** Knots and words; the same ones at every width, but more of them told as one where there is less room. */
function Marks({ life, width, y }: { life: LifeView; width: number; y: number }) {
  const bundles = bundlesOf(life, width);
  return (
    <>
      {bundles.toSorted(heavyLast).map((bundle) => (
        <Knots
          key={`${bundle.kind}${bundle.last.at.getTime()}`}
          bundle={bundle}
          life={life}
          width={width}
          y={y}
        />
      ))}
      {life.troubles.map((trouble) => (
        <Words
          key={trouble.from.getTime()}
          label={troubleLabel(life, trouble, width)}
          y={35}
          beside
          ink="fill-warn"
        />
      ))}
      {labelsOf(life, bundles, width).map((label) => (
        <Words key={`${label.x}${label.lines[0]}`} label={label} y={y + 30} ink="fill-soft" />
      ))}
      {life.next ? (
        <Words label={nextLabel(life, life.next, width)} y={y + 30} ink="fill-ink">
          <Ahead at={life.next.at} now={life.now} short />
        </Words>
      ) : null}
    </>
  );
}

/** A fray stands on what is bound together, and the knot that mended it in the fray. */
const heavyLast = (a: Bundle, b: Bundle) => weight(a) - weight(b);
const weights = ["failed", "renewed", "tested", "linked", "relinked", "ended"];
const weight = ({ kind, marks }: Bundle) =>
  marks.length > 1 && kind !== "failed" ? -1 : weights.indexOf(kind);

type WordsProps = { label: Label; y: number; ink: string; beside?: boolean; children?: React.ReactNode };

/** A label of a line or two; `children` is the second where it is not said yet. */
function Words({ label: { x, anchor, row, lines }, y, ink, beside = false, children }: WordsProps) {
  const aside = { start: 5, middle: 0, end: -5 } as const;
  const [first, second] = lines;
  return (
    <text y={y + 14 * row} textAnchor={anchor} className={clsx(ink, "tabular")}>
      <tspan x={percent(x)} dx={beside ? aside[anchor] : 0}>
        {first}
      </tspan>
      {second === undefined ? null : (
        <tspan x={percent(x)} dy="14">
          {children ?? second}
        </tspan>
      )}
    </text>
  );
}
