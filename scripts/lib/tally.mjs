/** What the runners report, added up. A group that ran nothing, or broke outside a test, counts as failed. */
export function fromVitest(report, project, exitCode) {
  if (!report) return broken("the runner crashed before it could report");
  const { passed, skipped, failures } = report[project] ?? { passed: 0, skipped: 0, failures: [] };
  const named = failures.map(({ file, name, message }) => ({ file, name, error: firstLine(message) }));
  // A bad end has its reason where something failed; without one it is everybody's.
  const isExplained = Object.values(report).some((each) => each.failures.length > 0);
  return checked({ passed, skipped, failures: named }, isExplained ? 0 : exitCode);
}

export function fromPlaywright(report, exitCode) {
  if (!report) return broken("the runner crashed before it could report");
  const { expected, flaky, skipped } = report.stats;
  // What broke outside a test: a file that cannot be read, a worker that fell over.
  const outside = report.errors.map((error) => ({ file: "", name: "", error: firstLine(error.message) }));
  const ended = (status) => report.suites.flatMap((suite) => endedAs(status, suite, []));
  const tally = checked(
    { passed: expected + flaky, failures: [...ended("unexpected"), ...outside], skipped },
    exitCode,
  );
  const again = ended("flaky").map(({ name }) => name);
  return again.length === 0 || tally.why !== ""
    ? tally
    : { ...tally, why: `only at a second try: ${again.join("; ")}` };
}

export function add(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

export const broken = (why = "") => ({ passed: 0, failed: 1, skipped: 0, failures: [], why });

function checked({ passed, failures, skipped }, exitCode) {
  const tally = { passed, failed: failures.length, skipped, failures, why: "" };
  if (tally.failed > 0) return tally;
  if (tally.passed === 0) return { ...tally, failed: 1, why: "no test was executed" };
  if (exitCode !== 0) return { ...tally, failed: 1, why: `the runner ended with code ${exitCode}` };
  return tally;
}

function endedAs(wanted, { title, file, specs, suites = [] }, above) {
  // The outermost suite is the file.
  const path = title === file ? above : [...above, title];
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === wanted)
      .map(({ projectName, results }) => ({
        file: `tests/pages/${spec.file}:${spec.line}`,
        name: [projectName, ...path, spec.title].join(" › "),
        error: firstLine(results.at(-1)?.errors[0]?.message ?? `ended as: ${results.at(-1)?.status}`),
      })),
  );
  return [...own, ...suites.flatMap((suite) => endedAs(wanted, suite, path))];
}

const LONGEST = 300;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const colours = /\u001b\[[\d;]*m/g;

const firstLine = (text) =>
  (text ?? "").replace(colours, "").trim().split("\n", 1)[0].slice(0, LONGEST) || "no message";
