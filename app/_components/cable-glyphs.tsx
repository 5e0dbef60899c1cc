import type { ReactNode } from "react";
import type { LifeMark } from "#lib/connections/view";

export type GlyphKind =
  | Exclude<LifeMark["kind"], "failed" | "linked" | "relinked">
  | "plug"
  | "broken"
  | "frays"
  | "mends"
  | "unplugged"
  | "next"
  | "will_end";

/** A mark on the cable, around the point it stands at; told apart by shape alone. */
export function Glyph({ kind, x, y }: { kind: GlyphKind; x: string; y: number }) {
  return (
    <svg x={x} y={y} overflow="visible" aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}

/** The cable's end, and the jack it came out of. */
const openEnd = (stroke: string, fill: string) => (
  <>
    <circle r="3" className={fill} />
    <circle cx="11" r="4.5" className={`fill-canvas ${stroke}`} strokeWidth="1.5" />
  </>
);

/** Strands that part; the cable goes no further where they begin. */
const strands = "M0 0C2.500 0 3.500-2 6-5M0 0C3 0 4 .5 5.500-.5M0 0C2.500 0 3.500 2 5.500 5.500";

const fray = (
  <>
    <path d="M0 0H7" className="stroke-canvas" strokeWidth="5" />
    <path d={strands} fill="none" className="stroke-bad" strokeWidth="1.5" strokeLinecap="round" />
  </>
);

const shapes: Record<GlyphKind, ReactNode> = {
  renewed: <circle r="3.25" className="fill-good" />,
  tested: <path d="M0-5V5" className="stroke-good" strokeWidth="2" strokeLinecap="round" />,
  plug: (
    <>
      <circle r="5.5" className="fill-canvas stroke-ink" strokeWidth="1.5" />
      <circle r="2.5" className="fill-ink" />
    </>
  ),
  broken: (
    <>
      <path d="M-4 0H4" className="stroke-canvas" strokeWidth="5" />
      <g transform="translate(-10)">{fray}</g>
      <g transform="translate(10) rotate(180)">{fray}</g>
    </>
  ),
  frays: fray,
  mends: <g transform="rotate(180)">{fray}</g>,
  ended: openEnd("stroke-bad", "fill-bad"),
  unplugged: openEnd("stroke-soft", "fill-soft"),
  next: <circle r="3.5" className="fill-canvas stroke-accent" strokeWidth="1.5" />,
  will_end: openEnd("stroke-warn", "fill-warn"),
};
