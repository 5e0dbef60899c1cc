/**
 * `npm run bench:pages`: what the pages that people look at most cost a phone and the server. Prints figures beside
 * goals; judges nobody. `--loads 3` loads each page that often in Lighthouse.
 */
import "./lib/leave-with-parent.mjs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { answers } from "../tests/bench/answers.ts";
import { audit } from "../tests/bench/lighthouse.ts";
import { owner } from "../tests/bench/owner.ts";
import { floorBytes, weigh } from "../tests/bench/weight.ts";
import { startRig } from "../tests/rig/rig.ts";
import { figureTable, units } from "./lib/figure-table.mjs";
import { say } from "./lib/say.mjs";

const { values } = parseArgs({ options: { loads: { type: "string", default: "5" } } });
const loads = Number(values.loads);
const few = 25;
const many = 500;
const list = "/connections";
/** Needs nobody and nothing: what any page of this build costs. */
const bare = "/unavailable";

const { points, milliseconds, kilobytes, times, shift, count } = units;
const table = figureTable();
const started = performance.now();
const busyBefore = busy();

const rig = await startRig({ engine: "sqlite", env: { LOG_LEVEL: "warn" } });
try {
  say(`Linking ${few} and ${many} accounts …`);
  const [some, lots] = [await owner(rig, few), await owner(rig, many)];
  await weights(some);
  await audits(some);
  await speed(lots);
} finally {
  await rig.stop();
}
table.print();
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`\n${minutes} minutes; load of the machine ${busyBefore} before and ${busy()} after`);

async function weights({ cookie, path }) {
  say("Weighing …");
  const connections = await weigh(`${rig.url}${list}`, cookie);
  const connection = await weigh(`${rig.url}${path}`, cookie);
  const barest = await weigh(`${rig.url}${bare}`, cookie);
  const floor = await floorBytes(rig.url);
  const above = (what, { scriptBytes }, goal) => {
    table.noted(`${what}: scripts, compressed`, scriptBytes, kilobytes);
    table.atMost("  against the framework's floor", scriptBytes / floor, times, goal);
  };
  table.noted("the framework's floor: scripts, compressed", floor, kilobytes);
  above("the barest page", barest);
  above(list, connections, 1.25);
  above("a connection's page", connection);
  table.noted(`${list}, ${few} accounts: document, compressed`, connections.documentBytes, kilobytes);
  table.atMost(`${list}: axe violations`, connections.violations, count, 0);
  table.atMost("a connection's page: axe violations", connection.violations, count, 0);
}

async function audits({ cookie, path }) {
  say(`Lighthouse: ${loads} loads of each page …`);
  const urls = [list, path, bare].map((each) => `${rig.url}${each}`);
  const [connections, connection, barest] = await audit(urls, cookie, loads);
  audited(`${list}, ${few} accounts`, connections);
  audited("a connection's page", connection);
  table.noted("the barest page, to compare: performance", barest.medians.performance, points);
  table.noted("  the least disturbed load", barest.bestPerformance, points);
  table.noted("  largest contentful paint", barest.medians["largest-contentful-paint"], milliseconds);
  table.noted("  total blocking time", barest.medians["total-blocking-time"], milliseconds);
}

function audited(name, { medians, bestPerformance, pace, complaints }) {
  table.atLeast(`${name}: performance`, medians.performance, points, 98);
  table.noted("  the least disturbed load", bestPerformance, points);
  table.noted("  pace of the machine (Lighthouse's benchmark index)", Math.round(pace), points);
  table.atLeast("  accessibility", medians.accessibility, points, 100);
  table.atLeast("  best practices", medians["best-practices"], points, 100);
  table.atLeast("  search engines, but for being private", medians.seo, points, 100);
  table.noted("  first contentful paint", medians["first-contentful-paint"], milliseconds);
  table.noted("  largest contentful paint", medians["largest-contentful-paint"], milliseconds);
  table.noted("  total blocking time", medians["total-blocking-time"], milliseconds);
  table.atMost("  cumulative layout shift", medians["cumulative-layout-shift"], shift, 0.02);
  for (const complaint of complaints) say(`  ${complaint}`);
}

async function speed({ cookie }) {
  const cases = [
    [`${list}, ${many} accounts`, list, 1, 60],
    [`${list}, ${many} accounts, 4 at once`, list, 4, undefined],
    ["the barest page", bare, 1, undefined],
  ];
  for (const [name, path, atOnce, goal] of cases) {
    say(`Asking: ${name} …`);
    const asked = { url: rig.url, path, cookie, pid: rig.pid() };
    const { p50, p95, p99, cpuMs, bytes } = await answers(asked, { warm: 100, count: 300, atOnce });
    table.atMost(`${name}: answered, p95`, p95, milliseconds, goal);
    table.noted("  p50", p50, milliseconds);
    table.noted("  p99", p99, milliseconds);
    table.noted("  processor time of the server", cpuMs, milliseconds);
    table.noted("  size before compression", bytes, kilobytes);
  }
}

function busy() {
  return (loadavg()[0] ?? 0).toFixed(1);
}
