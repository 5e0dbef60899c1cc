import type { ReactNode } from "react";
import type { LifeMark } from "#lib/connections/view";

type Kind = LifeMark["kind"] | "unplugged" | "next" | "will_end";

/** A mark on the cable, around the point it stands at; told apart by shape alone. */
export function Glyph({ kind, x, y }: { kind: Kind; x: string; y: number }) {
  return (
    <svg x={x} y={y} overflow="visible" aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}

const plug = (
  <>
    <circle r="5.5" className="fill-canvas stroke-ink" strokeWidth="1.5" />
    <circle r="2.5" className="fill-ink" />
  </>
);

/** The cable's end, and the jack it came out of. */
const openEnd = (ink: string, fill: string) => (
  <>
    <circle r="3" className={fill} />
    <circle cx="11" r="4.5" className={`fill-canvas ${ink}`} strokeWidth="1.5" />
  </>
);

const shapes: Record<Kind, ReactNode> = {
  renewed: <circle r="3.25" className="fill-good" />,
  tested: <path d="M0-5V5" className="stroke-good" strokeWidth="2" strokeLinecap="round" />,
  linked: plug,
  relinked: plug,
  failed: (
    <g fill="none" strokeLinecap="round">
      <path d="M-3 0H5" className="stroke-canvas" strokeWidth="8" strokeLinecap="butt" />
      <path d="M-6 0 3-6M-6 0H4M-6 0 3 6" className="stroke-bad" strokeWidth="1.5" />
    </g>
  ),
  ended: openEnd("stroke-bad", "fill-bad"),
  unplugged: openEnd("stroke-soft", "fill-soft"),
  next: <circle r="3.5" className="fill-canvas stroke-accent" strokeWidth="1.5" />,
  will_end: openEnd("stroke-warn", "fill-warn"),
};
