/** `npm run bench:start`: how quickly one gets going, and what it costs. Prints figures beside goals; judges nobody. */
import "./lib/leave-with-parent.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { benchLink, p50, p95 } from "./lib/bench-link.mjs";
import { freshClone } from "./lib/checkout.mjs";
import { firstAnswer, machine, memoryBelow, percentile } from "./lib/measure.mjs";
import { freePort } from "./lib/ports.mjs";
import { say } from "./lib/say.mjs";

const rows = [];
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const milliseconds = (ms) => `${ms.toFixed(1)} ms`;
const megabytes = (amount) => `${Math.round(amount)} MB`;

const clone = await freshClone();
try {
  await demos();
  await starts();
} finally {
  clone.remove();
}
await links();
print();

async function demos() {
  for (const [name, goal] of [
    ["fresh clone to an answering demo, warm package cache", 75_000],
    ["the same again", 5_000],
  ]) {
    say(`Measuring: ${name} …`);
    const port = await freePort();
    const demo = clone.run("demo", { ...bare(), PORT: String(port) });
    try {
      row(name, await firstAnswer(`http://localhost:${port}/api/health`, demo.started), goal, seconds);
      if (goal > 5_000) continue;
      await sleep(5_000);
      row("idle memory of the emulators", sizeOf(demo.pid, /emulators\/server\.ts/), undefined, megabytes);
    } catch (error) {
      say(`${error.message}\n${demo.logs()}`);
      row(name, Number.NaN, goal, seconds);
    } finally {
      await demo.stop();
    }
  }
}

async function starts() {
  const data = mkdtempSync(join(tmpdir(), "patchbay-bench-"));
  const times = [];
  try {
    for (let round = 0; round < 5; round++) {
      say(`Measuring: npm start, round ${round + 1} of 5 …`);
      const port = await freePort();
      const env = { ...bare(), PORT: String(port), DATABASE_URL: `file:${join(data, "patchbay.db")}` };
      const app = clone.run("start", env);
      try {
        times.push(await firstAnswer(`http://localhost:${port}/api/health`, app.started, 30_000));
        if (round < 4) continue;
        await sleep(10_000);
        row(
          "npm start of a built checkout to its first answer, median",
          percentile(times, 0.5),
          1_500,
          seconds,
        );
        row("idle memory of the server", sizeOf(app.pid, /server\.ts/), 150, megabytes);
        const others = memoryBelow(app.pid).filter(({ command }) => !/server\.ts/.test(command));
        const total = others.reduce((sum, each) => sum + each.megabytes, 0);
        row("  what npm and its shell keep beside it", total, undefined, megabytes);
        await fetch(`http://localhost:${port}/sign-in`);
        await sleep(5_000);
        row("idle memory of the server after its first page", sizeOf(app.pid, /server\.ts/), 150, megabytes);
      } finally {
        await app.stop();
      }
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function links() {
  say("Measuring: link callbacks and token reads …");
  const { callbacks, tokenReads } = await benchLink();
  row("a link callback's own time, p95", p95(callbacks), 40, milliseconds);
  row("  the same, median", p50(callbacks), undefined, milliseconds);
  row("a token read, p95", p95(tokenReads), 5, milliseconds);
  row("  the same, median", p50(tokenReads), undefined, milliseconds);
}

function sizeOf(pid, command) {
  const found = memoryBelow(pid).filter((each) => command.test(each.command) && /node/.test(each.command));
  return found.reduce((sum, each) => sum + each.megabytes, 0);
}

function row(what, value, goal, unit) {
  rows.push({
    what,
    measured: Number.isNaN(value) ? "did not answer" : unit(value),
    goal: goal === undefined ? "" : `≤ ${unit(goal).replace(/\.0+ /, " ")}`,
    met: goal === undefined ? "" : value <= goal ? "yes" : "no",
  });
}

function print() {
  console.log(`\n${machine()}\n`);
  for (const { what, measured, goal, met } of [
    { what: "", measured: "measured", goal: "goal", met: "met" },
    ...rows,
  ]) {
    console.log(`${what.padEnd(58)} ${measured.padStart(14)} ${goal.padStart(10)}  ${met}`);
  }
}

/** A newcomer's environment: what npm and bootstrap set for us stays here. */
function bare() {
  const ours = /^(npm_|INIT_CWD$|NODE$|__NEXT|CHROMIUM_PATH$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
