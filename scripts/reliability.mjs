/**
 * `npm run reliability`: the reliability suite in its long form, on both engines, and every figure it measured
 * beside its goal. `--only S03` or `--only many-readers` runs a part, `--engine sqlite` one engine, `--cycles 300`
 * that many random kills. Ends with code 1 when a test failed or a goal was missed.
 */
import "./lib/leave-with-parent.mjs";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { vitest } from "./lib/groups.mjs";
import { machine } from "./lib/measure.mjs";
import { inRoot } from "./lib/root.mjs";
import { failureLines, heading, line } from "./lib/summary.mjs";
import { testRun } from "./lib/test-run.mjs";

const { values } = parseArgs({
  options: { only: { type: "string" }, cycles: { type: "string" }, engine: { type: "string" } },
});
const engines = values.engine === undefined ? ["sqlite", "postgres"] : [values.engine];
const started = Date.now();
const run = testRun();
const file = join(run.folder, "figures.jsonl");
const tallies = [];

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => run.end().finally(() => process.exit(1)));

try {
  for (const engine of engines) await measure(engine);
} finally {
  await report();
  await run.end();
}

async function measure(engine) {
  heading(`reliability on ${engine}`);
  const begun = Date.now();
  const env = {
    RELIABILITY: "long",
    RELIABILITY_FIGURES: file,
    TEST_ENGINE: engine,
    TEST_FOLDER: run.folder,
    ...(engine === "postgres" ? { TEST_DATABASE_URL: await run.postgresUrl() } : {}),
    ...(values.cycles === undefined ? {} : { RELIABILITY_CYCLES: values.cycles }),
  };
  const tally = await vitest("reliability", { folder: run.folder, args: filters(), env });
  tallies.push({ engine, tally, seconds: (Date.now() - begun) / 1000 });
}

/** A figure's id stands for the files that measure it. */
function filters() {
  const { only } = values;
  if (only === undefined) return [];
  if (!/^[A-Z]\d+$/.test(only)) return [only];
  const folder = inRoot("tests", "reliability");
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const measuring = files.filter((name) => readFileSync(join(folder, name), "utf8").includes(`"${only}"`));
  if (measuring.length === 0) throw new Error(`No file measures ${only}.`);
  return measuring.map((name) => `tests/reliability/${name}`);
}

async function report() {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  const figures = lines.filter((text) => text !== "").map((text) => JSON.parse(text));
  figures.sort((a, b) => a.id.localeCompare(b.id) || engines.indexOf(a.engine) - engines.indexOf(b.engine));
  heading("figures");
  for (const { id, engine, what, measured, goal, reached } of figures) {
    console.log(`${reached ? "✓" : "✗"} ${id.padEnd(4)} ${engine.padEnd(9)} ${what}`);
    console.log(`  ${"".padEnd(14)} ${measured}`);
    console.log(`  ${"".padEnd(14)} goal: ${goal}`);
  }
  heading("summary");
  for (const { engine, tally, seconds } of tallies) console.log(line(engine, tally, seconds));
  for (const { engine, tally } of tallies) for (const text of failureLines(engine, tally)) console.log(text);
  const missed = figures.filter(({ reached }) => !reached).length;
  console.log(
    `${figures.length} figures, ${missed} missed; ${Math.round((Date.now() - started) / 1000)} s on ${machine()}`,
  );
  const failed = tallies.some(({ tally }) => tally.failed > 0) || tallies.length < engines.length;
  process.exitCode = failed || missed > 0 ? 1 : 0;
}
