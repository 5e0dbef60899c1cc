"use client";

import { brief } from "./cable-words.ts";
import { ahead } from "./relative.ts";
import { ticks } from "./ticks.ts";
import { useNow } from "./use-now.ts";
import { usePlace } from "./use-place.ts";

/** What in the picture of a token's life depends on where its reader is, and on the minute. */

const MOST_TICKS = 6;
/** Words at the very edge would reach out of the picture. */
const EDGE = 0.04;

/** A few points in time under the picture; a narrow one has every other. */
export function Axis({ from, until, y }: { from: Date; until: Date; y: number }) {
  const place = usePlace();
  const [start, long] = [from.getTime(), until.getTime() - from.getTime()];
  const inside = ticks(start + EDGE * long, until.getTime() - EDGE * long, MOST_TICKS, place);
  return (
    <>
      <line x1="0" x2="100%" y1={y} y2={y} className="stroke-line" />
      {inside.map(({ at, words }, index) => {
        const x = `${((100 * (at - start)) / long).toFixed(2)}%`;
        return (
          <g key={at} className={index % 2 === 1 ? "@max-[528px]:hidden" : undefined}>
            <line x1={x} x2={x} y1={y} y2={y + 4} className="stroke-control" />
            <text x={x} y={y + 17} textAnchor="middle" className="tabular fill-soft">
              {words}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** "in 41 minutes", ticking; in the picture "in 41 min". */
export function Ahead({ at, now, short = false }: { at: Date; now: Date; short?: boolean }) {
  const words = ahead(at.getTime(), useNow(now.getTime()));
  return short ? brief(words) : words;
}

/** Which clock the picture goes by. */
export function Zone() {
  return usePlace().zone === "UTC" ? "Times in UTC" : "Times where you are";
}
