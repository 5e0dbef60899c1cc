import { expect, test } from "vitest";
import { failureLines } from "../../scripts/lib/summary.mjs";
import { add, fromPlaywright, fromVitest } from "../../scripts/lib/tally.mjs";

/** What a test run counts, and what the end of its long log says of it. */

const file = new URL("./cable.test.ts", import.meta.url).pathname;

test("each vitest failure is named with its file and the first line of what it said", () => {
  const message = "\u001b[31mexpected 1 to be 2\u001b[39m\n    at somewhere";
  const failures = [
    { file, name: "a group > a test", message },
    { file, name: "", message: "" },
  ];
  const tally = fromVitest({ unit: { passed: 3, skipped: 1, failures } }, "unit", 1);
  expect(tally).toMatchObject({ passed: 3, failed: 2, skipped: 1 });
  expect(failureLines("unit", tally)).toEqual([
    "✗ unit: tests/unit/cable.test.ts › a group > a test",
    "    expected 1 to be 2",
    "✗ unit: tests/unit/cable.test.ts",
    "    no message",
  ]);
});

test("of Playwright's, what failed at every try is a failure, and what broke outside a test; what needed two is named", () => {
  const spec = (title: string, status: string, messages: string[]) => ({
    title,
    file: "a.spec.ts",
    line: 7,
    tests: [
      {
        projectName: "desktop",
        status,
        results: messages.map((message) => ({ status: "failed", errors: [{ message }] })),
      },
    ],
  });
  const inner = {
    title: "a group",
    file: "a.spec.ts",
    specs: [spec("one", "unexpected", ["first try", "second try\nmore"]), spec("two", "flaky", ["once"])],
  };
  const report = {
    stats: { expected: 5, flaky: 1, unexpected: 1, skipped: 0 },
    suites: [{ title: "a.spec.ts", file: "a.spec.ts", specs: [], suites: [inner] }],
    errors: [{ message: "a worker fell over" }],
  };
  const tally = fromPlaywright(report, 1);
  expect(tally).toMatchObject({ passed: 6, failed: 2 });
  expect(tally.why).toBe("only at a second try: desktop › a group › two");
  expect(failureLines("pages", tally)).toEqual([
    "✗ pages: tests/pages/a.spec.ts:7 › desktop › a group › one",
    "    second try",
    "✗ pages: a worker fell over",
  ]);
});

test("a run without a report, without a test or with a bad end is no success", () => {
  const nothing = { passed: 0, skipped: 2, failures: [] };
  const unheard = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 4 }, suites: [], errors: [] };
  for (const tally of [
    fromVitest(undefined, "unit", 0),
    fromVitest({ unit: nothing }, "unit", 0),
    fromVitest({ flows: { ...nothing, passed: 1 } }, "unit", 0),
    fromVitest({ unit: { ...nothing, passed: 1 } }, "unit", 1),
    fromPlaywright(undefined, 0),
    fromPlaywright(unheard, 0),
  ])
    expect([tally.failed, failureLines("unit", tally).length]).toEqual([1, 1]);
});

test("projects that ran together are counted apart, and one's failure is not the other's", () => {
  const failures = [{ file, name: "a test", message: "no" }];
  const report = {
    flows: { passed: 3, skipped: 0, failures },
    reliability: { passed: 2, skipped: 1, failures: [] },
  };
  expect(fromVitest(report, "flows", 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(fromVitest(report, "reliability", 1)).toMatchObject({ passed: 2, failed: 0, skipped: 1 });
});

test("what the groups counted is added up", () => {
  const failures = [{ file, name: "a test", message: "no" }];
  const tallies = [
    fromVitest({ unit: { passed: 3, skipped: 1, failures: [] } }, "unit", 0),
    fromVitest({ unit: { passed: 3, skipped: 1, failures } }, "unit", 1),
  ];
  expect(add(tallies)).toEqual({ passed: 6, failed: 1, skipped: 2 });
});
