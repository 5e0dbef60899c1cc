/** What the runners' JSON reports add up to. A group that ran nothing, or broke outside a test, counts as failed. */
export function fromVitest(report, exitCode) {
  if (!report) return broken("the runner crashed before it could report");
  const passed = report.numPassedTests;
  // A file that cannot be imported has no tests to fail, but fails.
  const unreadable = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + unreadable.length;
  return checked({ passed, failed, skipped: report.numPendingTests + report.numTodoTests }, exitCode);
}

export function fromPlaywright(report, exitCode) {
  if (!report) return broken("the runner crashed before it could report");
  const { expected, unexpected, flaky, skipped } = report.stats;
  return checked({ passed: expected + flaky, failed: unexpected, skipped }, exitCode);
}

export function add(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

export const broken = (why) => ({ passed: 0, failed: 1, skipped: 0, why });

function checked(tally, exitCode) {
  if (tally.failed > 0) return tally;
  if (tally.passed === 0) return { ...tally, failed: 1, why: "no test was executed" };
  if (exitCode !== 0) return { ...tally, failed: 1, why: `the runner ended with code ${exitCode}` };
  return tally;
}
