import { writeFileSync } from "node:fs";

/**
 * A reporter of vitest's that notes what `npm test` adds up: its own JSON says nothing of a hook that threw nor
 * of what broke beside a test.
 */
export default class Report {
  onTestRunEnd(modules, unhandled) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const failures = [];
    const note = (file, name, error) => failures.push({ file, name, message: error?.message ?? "" });
    for (const module of modules) {
      const file = module.moduleId;
      for (const error of module.errors()) note(file, "", error);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) note(file, `${suite.fullName} (a hook)`, error);
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        counts[state === "pending" ? "skipped" : state] += 1;
        if (state === "failed") note(file, test.fullName, errors?.[0]);
      }
    }
    for (const error of unhandled) note("", "beside the tests", error);
    const report = { passed: counts.passed, skipped: counts.skipped, failures };
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  }
}
