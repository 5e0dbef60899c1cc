/** `npm test`: everything, in order, on both engines; the last line printed is `N passed, N failed`. */
import "./lib/leave-with-parent.mjs";
import { constants } from "node:os";
import { parseArgs } from "node:util";
import { failureLines, heading, line } from "./lib/summary.mjs";
import { add, broken } from "./lib/tally.mjs";
import { testGroups } from "./lib/test-groups.mjs";
import { testRun } from "./lib/test-run.mjs";

const results = [];
let interrupted = false;
const run = testRun();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    results.push({ name: "interrupted", tally: broken(signal), seconds: 0 });
    finish().finally(() => process.exit(128 + constants.signals[signal]));
  });
}

try {
  for (const group of chosen()) if (!interrupted) await runGroup(group);
} catch (error) {
  console.error(error.message);
  results.push({ name: "the test run itself", tally: broken(), seconds: 0 });
}
if (!interrupted) await finish();

function chosen() {
  const { values, positionals } = parseArgs({
    options: { only: { type: "string" } },
    allowPositionals: true,
  });
  return testGroups(run, { only: values.only, args: positionals });
}

async function runGroup({ name, parts, work }) {
  heading(name);
  const started = Date.now();
  const found = await work().catch((error) => broken(error.message));
  if (interrupted) return;
  const seconds = (Date.now() - started) / 1000;
  // A group that did not come to its parts failed as a whole.
  const tallies = parts?.every((part) => found[part]) ? found : { [name]: found };
  for (const [index, [part, tally]] of Object.entries(tallies).entries()) {
    const result = { name: part, tally, seconds: index === 0 ? seconds : undefined };
    results.push(result);
    console.log(line(part, tally, result.seconds));
  }
}

async function finish() {
  await run.end();
  heading("summary");
  for (const { name, tally, seconds } of results) console.log(line(name, tally, seconds));
  const failures = results.flatMap(({ name, tally }) => failureLines(name, tally));
  if (failures.length > 0) console.log(`\n${failures.join("\n")}`);
  const total = add(results.map(({ tally }) => tally));
  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
}
