import clsx from "clsx";
import { Glyph, type GlyphKind } from "#components/cable-glyphs";
import type { LifeMark, LifeSegment, LifeView } from "#lib/connections/view";
import { along, type Bundle, isShort, percent } from "./cable-layout.ts";

type StretchProps = { kind: LifeSegment["kind"]; x1: string; x2: string; y: number };

/** A length of cable, as it was then. */
export function Stretch({ kind, x1, x2, y }: StretchProps) {
  const at = (dy: number) => ({ x1, x2, y1: y + dy, y2: y + dy });
  switch (kind) {
    case "proven":
      return <line {...at(0)} strokeWidth="3" className="stroke-control" />;
    case "unproven":
      return (
        <line
          {...at(0)}
          strokeWidth="3"
          strokeLinecap="round"
          strokeDasharray="0 7"
          className="stroke-control"
        />
      );
    case "failing":
      return (
        <g strokeDasharray="4 3" className="stroke-bad">
          <line {...at(-3)} />
          <line {...at(3)} />
        </g>
      );
    case "off":
      return <line {...at(0)} className="stroke-line" />;
  }
}

type KnotsProps = { bundle: Bundle; life: LifeView; width: number; y: number };

/** One mark, or from the first to the last of several that would touch. */
export function Knots({ bundle: { kind, marks, last }, life, width, y }: KnotsProps) {
  const from = percent(along(life, marks[0].at));
  const until = percent(along(life, last.at));
  if (marks.length === 1)
    return last.kind === "failed" ? (
      <Fray failure={last} life={life} width={width} y={y} />
    ) : (
      <Glyph kind={glyphOf(last)} x={until} y={y} />
    );
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
      <Glyph kind={glyphOf(marks[0])} x={from} y={y} />
      <Glyph kind={glyphOf(last)} x={until} y={y} />
    </>
  );
}

/** Both ends of a break; over soon, they are one sign. */
function Fray({ failure, life, width, y }: Omit<KnotsProps, "bundle"> & { failure: Failure }) {
  const over = failure.until ?? life.now;
  const x = percent(along(life, failure.at));
  if (failure.mended && isShort(life, failure.at, over, width)) return <Glyph kind="broken" x={x} y={y} />;
  return (
    <>
      <Glyph kind="frays" x={x} y={y} />
      {failure.mended ? <Glyph kind="mends" x={percent(along(life, over))} y={y} /> : null}
    </>
  );
}

type Failure = Extract<LifeMark, { kind: "failed" }>;

function glyphOf(mark: LifeMark): GlyphKind {
  if (mark.kind === "linked" || mark.kind === "relinked") return "plug";
  if (mark.kind === "failed") return "broken";
  return mark.kind === "ended" && mark.how === "disconnected" ? "unplugged" : mark.kind;
}
