import type { LifeMark, LifeView } from "#lib/connections/view";
import { bundleLabels } from "./cable-words.ts";

/**
 * Where things go in the picture of a token's life. Along time in parts of a hundred, so that one picture fits
 * every width; what would touch is decided for the narrowest it can be, once for each of two looks.
 */

/** The least inner width at which a look is worn, in pixels. */
export const widths = { wide: 480, narrow: 264 } as const;

const NEAREST_PX = 9;
const LETTER_PX = 6.3;
const GAP_PX = 8;

/** Marks of a kind that would touch are drawn, counted and told as one. */
export type Bundle = { kind: LifeMark["kind"]; marks: readonly [LifeMark, ...LifeMark[]]; last: LifeMark };

export const along = (life: Pick<LifeView, "from" | "until">, at: Date) =>
  (100 * (at.getTime() - life.from.getTime())) / (life.until.getTime() - life.from.getTime());

export function bundlesOf(life: LifeView, width: number): Bundle[] {
  const open = new Map<LifeMark["kind"], LifeMark[]>();
  const bundles: LifeMark[][] = [];
  for (const mark of life.marks) {
    const marks = open.get(mark.kind);
    const last = marks?.at(-1);
    if (marks && last && ((along(life, mark.at) - along(life, last.at)) / 100) * width < NEAREST_PX)
      marks.push(mark);
    else {
      const begun = [mark];
      open.set(mark.kind, begun);
      bundles.push(begun);
    }
  }
  return bundles.flatMap((marks) => {
    const [first, ...others] = marks;
    if (first === undefined) return [];
    return [{ kind: first.kind, marks: [first, ...others] as const, last: others.at(-1) ?? first }];
  });
}

export type Label = { x: number; anchor: "start" | "middle" | "end"; lines: readonly string[] };
type Box = { from: number; until: number };

/** Words beside the marks, the weightiest first; a word that would run into another is left out. */
export function labelsOf(life: LifeView, bundles: readonly Bundle[], width: number): Label[] {
  const taken: Box[] = [];
  if (life.next !== null) taken.push(boxOf(along(life, life.next.at), nextLines(life.next), width));
  const wanted = bundles
    .map((bundle, index) => ({ bundle, rank: rank(bundle), index }))
    .toSorted((a, b) => a.rank - b.rank || b.index - a.index);
  const labels: Label[] = [];
  const said = new Set<string>();
  for (const { bundle } of wanted) {
    if (bundle.marks.length === 1 && isProof(bundle) && said.has(bundle.kind)) continue;
    const x = (along(life, bundle.marks[0].at) + along(life, bundle.last.at)) / 2;
    for (const lines of bundleLabels(bundle, life.now)) {
      const box = boxOf(x, lines, width);
      if (taken.some((other) => box.from < other.until + GAP_PX && other.from < box.until + GAP_PX)) continue;
      taken.push(box);
      said.add(bundle.kind);
      labels.push(placed(x, lines, width));
      break;
    }
  }
  return labels;
}

/** The longest that its second line can become, since it ticks. */
const nextLines = ({ label }: NonNullable<LifeView["next"]>) => [label, "in 2 hours 59 minutes"];

const isProof = ({ kind }: Bundle) => kind === "renewed" || kind === "tested";

const ranks: readonly LifeMark["kind"][] = ["ended", "failed", "relinked", "linked", "renewed", "tested"];
const rank = ({ kind, marks }: Bundle) => ranks.indexOf(kind) - Math.min(marks.length, 1_000) / 10_000;

/** In the middle above its mark, but never beyond either edge. */
export function placed(x: number, lines: readonly string[], width: number): Label {
  const half = (textWidth(lines) / 2 / width) * 100;
  if (x - half < 0) return { x: 0, anchor: "start", lines };
  if (x + half > 100) return { x: 100, anchor: "end", lines };
  return { x, anchor: "middle", lines };
}

function boxOf(x: number, lines: readonly string[], width: number): Box {
  const long = textWidth(lines);
  const label = placed(x, lines, width);
  const at = (label.x / 100) * width;
  const from = label.anchor === "start" ? at : label.anchor === "end" ? at - long : at - long / 2;
  return { from, until: from + long };
}

export const textWidth = (lines: readonly string[]) =>
  Math.max(...lines.map((line) => line.length)) * LETTER_PX;
