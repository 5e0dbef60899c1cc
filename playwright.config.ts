import { defineConfig } from "@playwright/test";
import { launchOptions, looks } from "./tests/rig/browser.ts";

export default defineConfig({
  testDir: "tests/pages",
  testMatch: "**/*.spec.ts",
  outputDir: "tests/results",
  // Each worker runs an app of its own.
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // A machine under other people's load may be slow once; a defect is there the second time too.
  retries: process.env.CI ? 1 : 0,
  reporter: "list",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  // A trace of every test would cost as much as the tests; `npx playwright test --trace on` makes them.
  use: { launchOptions: launchOptions(), screenshot: "only-on-failure" },
  projects: looks,
});
