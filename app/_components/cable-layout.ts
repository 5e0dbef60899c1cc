import type { LifeMark, LifeView } from "#lib/connections/view";

/**
 * Where things go in the picture of a token's life. Along time in parts of a hundred, so that one picture fits
 * every width; what would touch is decided for the narrowest it can be, once for each of two looks.
 */

/** The least inner width at which a look is worn, in pixels; the wide one from 528 (cable.tsx). */
export const widths = { wide: 528, narrow: 288 } as const;

/** How near two marks of a kind may stand without touching. */
const nearestPx: Record<LifeMark["kind"], number> = {
  linked: 13,
  relinked: 13,
  renewed: 9,
  tested: 7,
  failed: 20,
  ended: 18,
};

export const along = (life: Pick<LifeView, "from" | "until">, at: Date) =>
  (100 * (at.getTime() - life.from.getTime())) / (life.until.getTime() - life.from.getTime());

export const percent = (part: number) => `${part.toFixed(2)}%`;

/** Marks of a kind that would touch are drawn, counted and told as one. */
export type Bundle = { kind: LifeMark["kind"]; marks: readonly [LifeMark, ...LifeMark[]]; last: LifeMark };

export function bundlesOf(life: LifeView, width: number): Bundle[] {
  const open = new Map<LifeMark["kind"], LifeMark[]>();
  const bundles: LifeMark[][] = [];
  for (const mark of life.marks) {
    const marks = open.get(mark.kind);
    const last = marks?.at(-1);
    if (marks && last && inPx(life, last.at, mark.at, width) < nearestPx[mark.kind]) marks.push(mark);
    else {
      const begun = [mark];
      open.set(mark.kind, begun);
      bundles.push(begun);
    }
  }
  return bundles.flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ kind: first.kind, marks: [first, ...others] as const, last: others.at(-1) ?? first }],
  );
}

/** A failure that was over so soon that its two ends are one sign. */
export const isShort = (life: LifeView, from: Date, until: Date, width: number) =>
  inPx(life, from, until, width) < nearestPx.failed;

export const inPx = (life: LifeView, from: Date, until: Date, width: number) =>
  ((along(life, until) - along(life, from)) / 100) * width;
