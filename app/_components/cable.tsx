import clsx from "clsx";
import { useId } from "react";
import { Ahead, Axis, Zone } from "#components/cable-clock";
import { Glyph } from "#components/cable-glyphs";
import { CableTable } from "#components/cable-table";
import type { LifeSegment, LifeView } from "#lib/connections/view";
import { along, type Bundle, bundlesOf, labelsOf, placed, widths } from "./cable-layout.ts";

/** The life of a token as the cable itself: along time, a knot at each renewal, frayed where it failed. */
export function Cable({ life }: { life: LifeView }) {
  const id = useId();
  const y = life.troubles.length > 0 ? 58 : 38;
  const at = (date: Date) => percent(along(life, date));
  return (
    <figure>
      <p className="text-sm">
        {life.sentence}
        {life.next ? (
          <>
            {" "}
            {life.next.title} <Ahead at={life.next.at} now={life.now} />.
          </>
        ) : null}
      </p>
      <div className="@container mt-4">
        <svg
          role="img"
          aria-labelledby={`${id}t`}
          aria-describedby={`${id}d`}
          width="100%"
          height={y + 78}
          className="block overflow-visible text-xs"
        >
          <title id={`${id}t`}>The life of its token, drawn along time</title>
          <desc id={`${id}d`}>{life.sentence} The same facts stand in the table below the picture.</desc>
          <Troubles life={life} y={y} />
          <Axis from={life.from} until={life.until} y={y + 56} />
          {life.segments.map((segment) => (
            <Stretch
              key={`${segment.kind}${segment.from.getTime()}`}
              kind={segment.kind}
              x1={at(segment.from)}
              x2={at(segment.until)}
              y={y}
            />
          ))}
          {life.next ? (
            <line x1={at(life.now)} x2={at(life.next.at)} y1={y} y2={y} className="stroke-control" />
          ) : null}
          <line x1={at(life.now)} x2={at(life.now)} y1="16" y2={y + 14} className="stroke-ink" />
          <text x={at(life.now)} y="11" textAnchor="middle" className="fill-ink font-medium">
            now
          </text>
          {looks.map((look) => (
            <Marks key={look} life={life} look={look} y={y} />
          ))}
          {life.next ? (
            <Glyph kind={life.next.kind === "ends" ? "will_end" : "next"} x={at(life.next.at)} y={y} />
          ) : null}
        </svg>
      </div>
      <CableTable life={life} zone={<Zone />} />
    </figure>
  );
}

const looks = ["narrow", "wide"] as const;
const worn = { narrow: "@[30rem]:hidden", wide: "@max-[30rem]:hidden" } as const;

/** Knots and words; the same ones for both looks, but more of them told as one where there is less room. */
function Marks({ life, look, y }: { life: LifeView; look: (typeof looks)[number]; y: number }) {
  const bundles = bundlesOf(life, widths[look]);
  const labels = labelsOf(life, bundles, widths[look]);
  return (
    <g className={worn[look]}>
      {bundles.toSorted(heavyLast).map((bundle) => (
        <Knots key={`${bundle.kind}${bundle.last.at.getTime()}`} bundle={bundle} life={life} y={y} />
      ))}
      {labels.map(({ x, anchor, lines }) => (
        <text key={`${x}${lines[0]}`} y={y + 30} textAnchor={anchor} className="fill-soft">
          {lines.map((line, index) => (
            <tspan key={line} x={percent(x)} dy={index === 0 ? 0 : 14}>
              {line}
            </tspan>
          ))}
        </text>
      ))}
      {life.next ? <Next next={life.next} life={life} look={look} y={y} /> : null}
    </g>
  );
}

function Next(props: {
  next: NonNullable<LifeView["next"]>;
  life: LifeView;
  look: (typeof looks)[number];
  y: number;
}) {
  const { next, life, look, y } = props;
  const { x, anchor } = placed(along(life, next.at), [next.label, "in 2 hours 59 minutes"], widths[look]);
  return (
    <text y={y + 30} textAnchor={anchor} className="fill-ink">
      <tspan x={percent(x)}>{next.label}</tspan>
      <tspan x={percent(x)} dy="14">
        <Ahead at={next.at} now={life.now} />
      </tspan>
    </text>
  );
}

/** A fray is never hidden under a knot. */
const weights = ["renewed", "tested", "linked", "relinked", "failed", "ended"];
const heavyLast = (a: Bundle, b: Bundle) => weights.indexOf(a.kind) - weights.indexOf(b.kind);

function Knots({ bundle, life, y }: { bundle: Bundle; life: LifeView; y: number }) {
  const { kind, marks, last } = bundle;
  const from = percent(along(life, marks[0].at));
  const until = percent(along(life, last.at));
  const glyph = last.kind === "ended" && last.how === "disconnected" ? "unplugged" : kind;
  if (marks.length === 1) return <Glyph kind={glyph} x={until} y={y} />;
  return (
    <>
      <line
        x1={from}
        x2={until}
        y1={y}
        y2={y}
        strokeWidth="7"
        strokeLinecap="round"
        className={clsx("opacity-40", kind === "failed" || kind === "ended" ? "stroke-bad" : "stroke-good")}
      />
      <Glyph kind={glyph} x={from} y={y} />
      <Glyph kind={glyph} x={until} y={y} />
    </>
  );
}

function Stretch({ kind, x1, x2, y }: { kind: LifeSegment["kind"]; x1: string; x2: string; y: number }) {
  const line = (dy: number, looks: React.SVGProps<SVGLineElement>) => (
    <line key={dy} x1={x1} x2={x2} y1={y + dy} y2={y + dy} {...looks} />
  );
  switch (kind) {
    case "proven":
      return line(0, { strokeWidth: 3, className: "stroke-control" });
    case "unproven":
      return line(0, {
        strokeWidth: 3,
        strokeLinecap: "round",
        strokeDasharray: "0.1 7",
        className: "stroke-control",
      });
    case "failing":
      return [-3, 3].map((dy) => line(dy, { strokeDasharray: "4 3", className: "stroke-bad" }));
    case "off":
      return null;
  }
}

/** Behind everything, what was wrong with the vendor as a whole. */
function Troubles({ life, y }: { life: LifeView; y: number }) {
  return life.troubles.map(({ from, until, label }) => {
    const [x, end] = [along(life, from), along(life, until)];
    const words = placed((x + end) / 2, [label], widths.narrow);
    return (
      <g key={from.getTime()}>
        <rect
          x={percent(x)}
          y="20"
          width={percent(end - x)}
          height={y - 6}
          rx="3"
          className="fill-warn-wash stroke-warn/40"
        />
        <text x={percent(words.x)} y="35" textAnchor={words.anchor} className="fill-warn">
          {label}
        </text>
      </g>
    );
  });
}

const percent = (part: number) => `${part.toFixed(2)}%`;
