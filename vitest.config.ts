import { defineConfig } from "vitest/config";
import { quickImports } from "./scripts/lib/lean.mjs";
import { LongestFirst } from "./tests/rig/longest-first.ts";

/** Left to itself, vitest keeps one of two cores free. */
const both = { maxWorkers: 2, execArgv: quickImports };
const onPostgres = { TEST_ENGINE: "postgres" };

/** What starts the product waits as much as it works, so that three at a time keep two cores busy. */
const served = {
  maxWorkers: 3,
  execArgv: quickImports,
  // None of these is a limit of the product's: a slow machine takes what it takes.
  testTimeout: 600_000,
  hookTimeout: 600_000,
};
const flows = { ...served, include: ["tests/flows/**/*.test.ts"] };
const reliability = {
  ...served,
  include: ["tests/reliability/**/*.test.ts"],
  expect: { poll: { timeout: 100_000 } },
  // Each file has a database and a world of its own, kept on globalThis.
  isolate: true,
};
const quiet = { LOG_LEVEL: "silent" };

/** `unit` needs nothing; `emulators` starts the vendors; the others run the product, most of them once per engine. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: "unit", ...both, include: ["tests/unit/**/*.test.ts"], exclude: [] } },
      {
        test: { name: "emulators", ...both, include: ["tests/emulators/**/*.test.ts"], testTimeout: 20_000 },
      },
      { test: { name: "vendor", ...served, include: ["tests/vendor/**/*.test.ts"] } },
      { test: { name: "flows", ...flows } },
      { test: { name: "flows-postgres", ...flows, env: onPostgres } },
      { test: { name: "reliability", ...reliability, env: quiet } },
      { test: { name: "reliability-postgres", ...reliability, env: { ...quiet, ...onPostgres } } },
    ],
  },
});
