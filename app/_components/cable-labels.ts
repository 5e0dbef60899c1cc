import type { LifeMark, LifeTrouble, LifeView } from "#lib/connections/view";
import { along, type Bundle, inPx } from "./cable-layout.ts";
import { bundleLabels } from "./cable-words.ts";

/** The words in the picture of a token's life, and how they give way to one another. */

const GAP_PX = 8;

/** Two rows of words stand under the cable; a label is one or two lines, from its row on. */
export type Label = {
  x: number;
  anchor: "start" | "middle" | "end";
  row: 0 | 1;
  lines: readonly string[];
};
export type Box = { from: number; until: number; rows: readonly [first: number, last: number] };

/** Words under the marks, the weightiest first; what would run into another is said shorter or left out. */
export function labelsOf(life: LifeView, bundles: readonly Bundle[], width: number): Label[] {
  const taken = life.next === null ? [] : [boxOf(nextLabel(life, life.next, width), width)];
  const labels: Label[] = [];
  const said = new Set<string>();
  for (const bundle of bundles.toSorted((a, b) => rank(a) - rank(b) || newest(a, b))) {
    const tries = bundleLabels(bundle, life.now)
      // A shape that was named once is known; only what became of this one is new.
      .filter((lines) => lines.length > 1 || !said.has(lines[0] ?? ""))
      .flatMap((lines) => stands(bundle, life).map((x) => placed(x, lines, width)))
      .flatMap((each) => (mayStandLower(bundle, each) ? [each, { ...each, row: 1 as const }] : [each]))
      .toSorted((a, b) => b.lines.length - a.lines.length || a.row - b.row);
    const label = tries.find((each) => !taken.some((box) => touch(box, boxOf(each, width))));
    if (label === undefined) continue;
    taken.push(boxOf(label, width));
    said.add(label.lines[0] ?? "");
    labels.push(label);
  }
  return labels;
}

/** Of many single knots another one can be named as well, with its name right under it. */
const mayStandLower = ({ kind, marks }: Bundle, { lines }: Label) =>
  lines.length === 1 && (marks.length > 1 || (kind !== "renewed" && kind !== "tested"));

/** What comes next has its words in any case: from its knot on, with room for what the second line becomes. */
export function nextLabel(
  life: LifeView,
  { at, label }: NonNullable<LifeView["next"]>,
  width: number,
): Label {
  const lines = [label, "in 2 h 59 min"];
  const x = along(life, at);
  return (x / 100) * width + textWidth(lines) > width
    ? { x: 100, anchor: "end", row: 0, lines }
    : { x, anchor: "start", row: 0, lines };
}

/** The name of a vendor's trouble: within its band where it fits, else beside it. */
export function troubleLabel(life: LifeView, { from, until, label }: LifeTrouble, width: number): Label {
  const long = textWidth([label]) + GAP_PX;
  if (inPx(life, from, until, width) >= long)
    return { x: (along(life, from) + along(life, until)) / 2, anchor: "middle", row: 0, lines: [label] };
  if (inPx(life, life.from, from, width) >= long)
    return { x: along(life, from), anchor: "end", row: 0, lines: [label] };
  return { x: along(life, until), anchor: "start", row: 0, lines: [label] };
}

const ranks: readonly LifeMark["kind"][] = ["ended", "failed", "relinked", "linked", "renewed", "tested"];
const rank = ({ kind, marks }: Bundle) => ranks.indexOf(kind) - Math.min(marks.length, 9_999) / 10_000;
const newest = (a: Bundle, b: Bundle) => b.last.at.getTime() - a.last.at.getTime();

/** Where the words of a bundle may stand: its middle, or anywhere else along it. */
function stands({ marks, last }: Bundle, life: LifeView): number[] {
  const [from, until] = [along(life, marks[0].at), along(life, last.at)];
  return marks.length === 1 ? [from] : [0.5, 0.25, 0.75, 0, 1].map((part) => from + part * (until - from));
}

/** Centred at its mark, but never beyond either edge. */
function placed(x: number, lines: readonly string[], width: number): Label {
  const half = (textWidth(lines) / 2 / width) * 100;
  if (x - half < 0) return { x: 0, anchor: "start", row: 0, lines };
  if (x + half > 100) return { x: 100, anchor: "end", row: 0, lines };
  return { x, anchor: "middle", row: 0, lines };
}

export function boxOf({ x, anchor, row, lines }: Label, width: number): Box {
  const [at, long] = [(x / 100) * width, textWidth(lines)];
  const from = anchor === "start" ? at : anchor === "end" ? at - long : at - long / 2;
  return { from, until: from + long, rows: [row, row + lines.length - 1] };
}

const touch = (a: Box, b: Box) =>
  a.rows[0] <= b.rows[1] && b.rows[0] <= a.rows[1] && a.from < b.until + GAP_PX && b.from < a.until + GAP_PX;

const textWidth = (lines: readonly string[]) =>
  Math.max(...lines.map((line) => [...line].reduce((sum, letter) => sum + letterPx(letter), 0)));

/** About as wide as the letters of a sans serif of 12 pixels are; the gap between words forgives the rest. */
const letterPx = (letter: string) => (/[ijlftr ,.]/.test(letter) ? 4 : /[mwMW\d]/.test(letter) ? 8 : 6.5);
