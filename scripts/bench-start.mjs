/** `npm run bench:start`: how quickly one gets going, and what it costs. Prints figures beside goals; judges nobody. */
import "./lib/leave-with-parent.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { benchLink, p50, p95 } from "./lib/bench-link.mjs";
import { freshClone } from "./lib/checkout.mjs";
import { figureTable, units } from "./lib/figure-table.mjs";
import { firstAnswer, memoryBelow, percentile } from "./lib/measure.mjs";
import { freePort } from "./lib/ports.mjs";
import { say } from "./lib/say.mjs";

const { seconds, milliseconds, megabytes } = units;
const table = figureTable();

const clone = await freshClone();
try {
  await demos();
  await starts();
} finally {
  clone.remove();
}
await links();
table.print();

async function demos() {
  for (const [name, goal] of [
    ["fresh clone to an answering demo, warm package cache", 75_000],
    ["the same again", 5_000],
  ]) {
    say(`Measuring: ${name} …`);
    const port = await freePort();
    const demo = clone.run("demo", { ...bare(), PORT: String(port) });
    try {
      const answered = await firstAnswer(`http://localhost:${port}/api/health`, demo.started);
      table.atMost(name, answered, seconds, goal);
      if (goal > 5_000) continue;
      await sleep(5_000);
      table.noted("idle memory of the emulators", sizeOf(demo.pid, /emulators\/server\.ts/), megabytes);
    } catch (error) {
      say(`${error.message}\n${demo.logs()}`);
      table.atMost(name, Number.NaN, seconds, goal);
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
        table.atMost(
          "npm start of a built checkout to its first answer, median",
          percentile(times, 0.5),
          seconds,
          1_500,
        );
        const memory = () => sizeOf(app.pid, /server\.ts/);
        table.atMost("idle memory of the server", memory(), megabytes, 150);
        const others = memoryBelow(app.pid).filter(({ command }) => !/server\.ts/.test(command));
        const total = others.reduce((sum, each) => sum + each.megabytes, 0);
        table.noted("  what npm and its shell keep beside it", total, megabytes);
        await fetch(`http://localhost:${port}/sign-in`);
        await sleep(5_000);
        table.atMost("idle memory of the server after its first page", memory(), megabytes, 150);
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
  table.atMost("a link callback's own time, p95", p95(callbacks), milliseconds, 40);
  table.noted("  the same, median", p50(callbacks), milliseconds);
  table.atMost("a token read, p95", p95(tokenReads), milliseconds, 5);
  table.noted("  the same, median", p50(tokenReads), milliseconds);
}

function sizeOf(pid, command) {
  const found = memoryBelow(pid).filter((each) => command.test(each.command) && /node/.test(each.command));
  return found.reduce((sum, each) => sum + each.megabytes, 0);
}

/** A newcomer's environment: what npm and bootstrap set for us stays here. */
function bare() {
  const ours = /^(npm_|INIT_CWD$|NODE$|__NEXT|CHROMIUM_PATH$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
