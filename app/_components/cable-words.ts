import type { LifeMark } from "#lib/connections/view";
import { count, span } from "#lib/span";
import type { Bundle } from "./cable-layout.ts";

/** What is written beside a mark, the fullest first: each a few lines, all meaning the same. */
export function bundleLabels({ marks, last }: Pick<Bundle, "marks" | "last">, now: Date): string[][] {
  const words = bundleWords({ marks, last }).toLowerCase();
  if (marks.length > 1 || last.kind !== "failed") return [[words]];
  return [[words, outcome(last, now)], [words]];
}

/** "37 renewals", "Renewed", "Failed" */
export function bundleWords({ marks, last }: Pick<Bundle, "marks" | "last">): string {
  if (marks.length > 1) return count(marks.length, nouns[last.kind]);
  if (last.kind === "ended") return endings[last.how];
  return last.kind === "failed" && last.until === null ? "Failing" : single[last.kind];
}

/** What became of a failure. */
export function outcome({ since, until, mended }: Extract<LifeMark, { kind: "failed" }>, now: Date): string {
  const lasted = span((until ?? now).getTime() - since.getTime());
  if (until === null) return `for ${lasted}`;
  return mended ? `mended after ${lasted}` : `never mended, ${lasted}`;
}

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
