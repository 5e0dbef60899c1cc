import { writeFileSync } from "node:fs";

/**
 * A reporter of vitest's that notes what `npm test` adds up, project by project: its own JSON says nothing of a
 * hook that threw nor of what broke beside a test.
 */
export default class Report {
  onTestRunEnd(modules, unhandled) {
    const report = {};
    const of = (project) => {
      report[project] ??= { passed: 0, skipped: 0, failures: [] };
      return report[project];
    };
    for (const module of modules) {
      const counts = of(module.project.name);
      const note = (name, error) =>
        counts.failures.push({ file: module.moduleId, name, message: error?.message ?? "" });
      for (const error of module.errors()) note("", error);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) note(`${suite.fullName} (a hook)`, error);
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === "passed") counts.passed += 1;
        else if (state === "failed") note(test.fullName, errors?.[0]);
        else counts.skipped += 1;
      }
    }
    const beside = unhandled.map(({ message = "" }) => ({ file: "", name: "beside the tests", message }));
    const [first = ""] = Object.keys(report);
    of(first).failures.push(...beside);
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  }
}
