/** `npm test`: everything, in order, on both engines; the last line printed is `N passed, N failed`. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./lib/build.mjs";
import { checks, runCheck } from "./lib/checks.mjs";
import { playwright, vitest } from "./lib/groups.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { inRoot } from "./lib/root.mjs";
import { heading, line } from "./lib/summary.mjs";
import { add, broken } from "./lib/tally.mjs";

const { values, positionals } = parseArgs({
  options: { only: { type: "string" } },
  allowPositionals: true,
});
const folder = mkdtempSync(join(tmpdir(), "patchbay-test-"));
const results = [];
let postgres;
let buildFailed = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    results.push({ name: "interrupted", tally: broken(signal), seconds: 0 });
    await finish();
    process.exit(128 + constants.signals[signal]);
  });
}

const withArgs = { folder, args: positionals };
const groups = [
  ...checks.map((check) => ({ name: check.name, run: () => asTally(runCheck(check)) })),
  { name: "unit", run: () => vitest("unit", withArgs) },
  { name: "emulators", run: () => vitest("emulators", withArgs) },
  ...otherFolders().map((name) => ({ name, run: () => built(() => vitest(name, withArgs)) })),
  { name: "build", run: buildPages },
  { name: "flows", run: () => built(() => vitest("flows", { ...withArgs, env: { TEST_ENGINE: "sqlite" } })) },
  { name: "flows-postgres", run: () => built(flowsOnPostgres) },
  { name: "pages", run: () => built(() => playwright({ folder })) },
];

const chosen = groups.filter(({ name }) => !values.only || name === values.only || isNeededFor(name));
if (values.only && !groups.some(({ name }) => name === values.only)) {
  console.error(`--only takes one of: ${groups.map(({ name }) => name).join(", ")}.`);
  results.push({ name: values.only, tally: broken("there is no such group"), seconds: 0 });
}
for (const group of results.length ? [] : chosen) await run(group);
await finish();

async function run({ name, run: work }) {
  heading(name);
  const started = Date.now();
  const tally = await work().catch((error) => broken(error.message));
  const result = { name, tally, seconds: (Date.now() - started) / 1000 };
  results.push(result);
  console.log(line(name, tally, result.seconds));
}

async function asTally(complaining) {
  const complaints = await complaining;
  if (complaints) console.log(complaints);
  return complaints ? broken() : { passed: 1, failed: 0, skipped: 0 };
}

async function buildPages() {
  const complaints = await build(process.env).then(
    () => "",
    (error) => error.message,
  );
  buildFailed = complaints !== "";
  return asTally(complaints);
}

async function built(work) {
  return buildFailed ? broken("not run, since the build failed") : work();
}

async function flowsOnPostgres() {
  const given = process.env.TEST_DATABASE_URL;
  postgres = given ? undefined : await startPostgres();
  const env = { TEST_ENGINE: "postgres", TEST_DATABASE_URL: given ?? postgres.url };
  return vitest("flows", { ...withArgs, env });
}

function isNeededFor(name) {
  return name === "build" && /^(flows|flows-postgres|pages)$/.test(values.only);
}

/** A folder of tests that nobody told us about is run too, as the vitest project of its name. */
function otherFolders() {
  const known = ["unit", "emulators", "flows", "pages", "rig", "results"];
  return readdirSync(inRoot("tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.includes(entry.name))
    .map(({ name }) => name)
    .filter((name) =>
      readdirSync(inRoot("tests", name), { recursive: true }).some((file) => /\.test\.tsx?$/.test(file)),
    );
}

async function finish() {
  await postgres?.stop();
  postgres = undefined;
  rmSync(folder, { recursive: true, force: true });

  heading("summary");
  for (const { name, tally, seconds } of results) console.log(line(name, tally, seconds));
  const total = add(results.map(({ tally }) => tally));
  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
}
