import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./root.mjs";
import { attached } from "./run.mjs";
import { fromPlaywright, fromVitest } from "./tally.mjs";
import { tools } from "./tools.mjs";

/** Runs one vitest project with its own readable output, and counts from what it reported. */
export async function vitest(project, options) {
  return (await vitestTogether([project], options))[project];
}

/** Several projects by the same workers, so that none of them waits for another's last file; a tally for each. */
export async function vitestTogether(projects, { folder, args = [], env = {} }) {
  const file = join(folder, `${projects.join("-and-")}-${env.TEST_ENGINE ?? "any"}.json`);
  const reporters = ["--reporter=default", `--reporter=${inRoot("scripts", "lib", "vitest-report.mjs")}`];
  const chosen = projects.map((project) => `--project=${project}`);
  const command = [tools.vitest, "run", ...chosen, ...reporters, ...args];
  const { code } = await attached(process.execPath, command, { ...process.env, ...env, TEST_REPORT: file });
  const report = readReport(file);
  return Object.fromEntries(projects.map((project) => [project, fromVitest(report, project, code)]));
}

export async function playwright({ folder, env = {} }) {
  const file = join(folder, "pages.json");
  const settings = { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const command = [tools.playwright, "test", "--reporter=list,json"];
  const { code } = await attached(process.execPath, command, settings);
  return fromPlaywright(readReport(file), code);
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
