import { appendFileSync } from "node:fs";

/** The long form (`npm run reliability`) runs what is here many more times than `npm test` does. */
export const isLong = process.env.RELIABILITY === "long";

/** How often: a bounded number in `npm test`, the scorecard's in the long form. */
export const times = (bounded: number, long: number) => (isLong ? long : bounded);

export type Figure = {
  /** Of the scorecard ("S03"), the kill points ("K09") or the eight experiments ("P1"). */
  id: string;
  what: string;
  /** What was measured, in words: "100 of 100 rounds: 1 vendor call". */
  measured: string;
  goal: string;
  reached: boolean;
};

/** Notes a measured figure for the table that the long form prints; a figure never replaces an assertion. */
export function figure(found: Figure): void {
  const file = process.env.RELIABILITY_FIGURES;
  const engine = process.env.TEST_ENGINE ?? "sqlite";
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ ...found, engine })}\n`);
}
