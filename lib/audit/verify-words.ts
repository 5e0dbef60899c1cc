import type { Break } from "./verify.ts";

/** What is wrong with the log, in words. Pure. */
export function breakWords({ what, sequence }: { what: Break; sequence: number }): string {
  const entry = `entry ${sequence.toLocaleString("en")}`;
  switch (what) {
    case "edited":
      return `The log is broken at ${entry}: it is not what was written, or not in its place.`;
    case "missing":
      return `The log is broken: ${entry} is missing.`;
    case "added":
      return `The log is broken: ${entry} is there and must not be.`;
    case "head":
      return `The log is broken: its end at ${entry} is not what was written.`;
    case "trims":
      return `The log is broken: what was dropped through ${entry} by retention is not what was signed.`;
    case "other_log":
      return `The log does not go on from the head that was kept: ${entry} is another one or is gone.`;
    case "too_old":
      return `The head that was kept is of ${entry}, which retention has dropped since, so it proves nothing any more.`;
  }
}
