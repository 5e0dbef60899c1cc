import type { LifeMark } from "#lib/connections/view";
import { count, span } from "#lib/span";
import type { Bundle } from "./cable-layout.ts";

type Told = Pick<Bundle, "marks" | "last">;

/** What is written under a mark, the fullest first; one shape needs its name only where it is alone. */
export function bundleLabels({ marks, last }: Told, now: Date): string[][] {
  if (marks.length > 1) return [[bundleWords({ marks, last })]];
  if (last.kind === "ended") return [[last.how === "ended" ? "ran out" : last.how]];
  const word = bundleWords({ marks, last }).toLowerCase();
  return last.kind === "failed" ? [[word, brief(outcome(last, now))], [word]] : [[word]];
}

/** "37 renewals", "Renewed", "Failed" */
export function bundleWords({ marks, last }: Told): string {
  if (marks.length > 1) return count(marks.length, nouns[last.kind]);
  if (last.kind === "ended") return endings[last.how];
  return last.kind === "failed" && last.until === null ? "Failing" : single[last.kind];
}

/** What became of a failure. */
export function outcome({ since, until, mended }: Extract<LifeMark, { kind: "failed" }>, now: Date): string {
  const lasted = span((until ?? now).getTime() - since.getTime());
  if (until === null) return `for ${lasted}`;
  return mended ? `mended after ${lasted}` : `for ${lasted}, to the end`;
}

/** With short units, where room is little: "in 2 h 37 min". */
export const brief = (words: string) =>
  words.replaceAll(/(\d) hours?/g, "$1 h").replaceAll(/(\d) minutes?/g, "$1 min");

const nouns: Record<LifeMark["kind"], string> = {
  linked: "link",
  relinked: "reconnect",
  renewed: "renewal",
  tested: "test",
  failed: "failure",
  ended: "end",
};

const single = {
  linked: "Linked",
  relinked: "Reconnected",
  renewed: "Renewed",
  tested: "Tested",
  failed: "Failed",
} as const;

const endings = {
  refused: "No longer accepted",
  removed: "Removed at the vendor",
  ended: "Ran out",
  disconnected: "Disconnected",
} as const;
