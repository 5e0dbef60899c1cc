const mark = (tally) => (tally.failed > 0 ? "✗" : "✓");

/** A heading that stands out in a long log. */
export const heading = (name) => console.log(`\n── ${name} ${"─".repeat(Math.max(3, 70 - name.length))}`);

export function line(name, tally, seconds) {
  const skipped = tally.skipped ? `, ${tally.skipped} skipped` : "";
  const why = tally.why ? ` (${tally.why})` : "";
  const counts = `${tally.passed} passed, ${tally.failed} failed${skipped}${why}`;
  return `${mark(tally)} ${name.padEnd(26)} ${counts.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s`;
}
