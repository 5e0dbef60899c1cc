import { relative } from "node:path";
import { root } from "./root.mjs";

const mark = (tally) => (tally.failed > 0 ? "✗" : "✓");

/** A heading that stands out in a long log. */
export const heading = (name) => console.log(`\n── ${name} ${"─".repeat(Math.max(3, 70 - name.length))}`);

/** Without seconds it ran together with the line above. */
export function line(name, tally, seconds) {
  const skipped = tally.skipped ? `, ${tally.skipped} skipped` : "";
  const why = tally.why ? ` (${tally.why})` : "";
  const counts = `${tally.passed} passed, ${tally.failed} failed${skipped}${why}`;
  const took = seconds === undefined ? "" : `${seconds.toFixed(1).padStart(6)} s`;
  return `${mark(tally)} ${name.padEnd(26)} ${counts.padEnd(28)} ${took}`.trimEnd();
}

/** Of one group, each test that failed and the beginning of what it said, for whoever has only a log's end. */
export function failureLines(name, { failed, failures, why }) {
  if (failures.length === 0) return failed > 0 ? [`✗ ${name}: ${why || "see above"}`] : [];
  return failures.flatMap(({ file, name: test, error }) => {
    const where = [fromRoot(file), test].filter(Boolean).join(" › ");
    return where === "" ? [`✗ ${name}: ${error}`] : [`✗ ${name}: ${where}`, `    ${error}`];
  });
}

const fromRoot = (file) => (file.startsWith(root) ? relative(root, file) : file);
