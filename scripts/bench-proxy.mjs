/**
 * `npm run bench:proxy`: what a vendor's answer costs on its way through the proxy, beside the same vendor asked
 * directly in the same run, and what a film takes in memory. Prints figures beside goals; judges nobody.
 * `--engine postgres`, `--rounds N`, `--seconds N`, `--mebibytes N`.
 */
import "./lib/leave-with-parent.mjs";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { demoSettings } from "./lib/demo-settings.mjs";
import { figureTable, units } from "./lib/figure-table.mjs";
import { sha256OfFilm } from "./lib/film.mjs";
import { leanEnvironment, leanFlags } from "./lib/lean.mjs";
import { percentile } from "./lib/measure.mjs";
import { cpuMs, outputOn, residentMegabytes, startOn } from "./lib/own-core.mjs";
import { freePort } from "./lib/ports.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { say } from "./lib/say.mjs";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "both" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    mebibytes: { type: "string", default: "1024" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const bytes = Number(values.mebibytes) * 2 ** 20;
const CLIENTS = 32;
const RATES = [100, 500];
const LOOK_EVERY_MS = 100;
const { milliseconds, megabytes, count } = units;

for (const engine of values.engine === "both" ? ["sqlite", "postgres"] : [values.engine]) await bench(engine);

async function bench(engine) {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-bench-"));
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : undefined;
  const running = [];
  try {
    say(`Filling a ${engine} database …`);
    const [port, vendorPort] = [await freePort(), await freePort()];
    const databaseUrl = postgres?.url ?? `file:${join(folder, "patchbay.db")}`;
    const { CLOCK_FILE: _, ...settings } = demoSettings({ port, databaseUrl });
    const env = {
      ...leanEnvironment,
      ...settings,
      EMULATOR_URL: `http://127.0.0.1:${vendorPort}`,
      PATH: process.env.PATH,
      PATCHBAY_KEYS: `bench:${randomBytes(32).toString("base64")}`,
      LOG_LEVEL: "warn",
      SWEEP_EVERY_SECONDS: "0",
      RATE_LIMIT_API_READS_PER_MINUTE: "100000000",
    };
    const { key, ids } = JSON.parse(await outputOn(0, ["scripts/bench-token-seed.ts"], { env }));
    const vendor = startOn(1, ["scripts/bench-proxy-upstream.mjs"], { ...env, PORT: String(vendorPort) });
    const product = startOn(0, [...leanFlags, "server.ts"], env);
    running.push(vendor, product);
    for (const { ready } of running) await ready;
    const ways = {
      direct: { url: `http://127.0.0.1:${vendorPort}/vendor`, pid: vendor.child.pid },
      proxy: {
        url: `http://127.0.0.1:${port}/api/v1/connections/${ids[0]}/proxy/vendor`,
        pid: product.child.pid,
      },
    };
    const table = figureTable();
    console.log(`\n${engine}, load average ${loadavg()[0].toFixed(1)}`);
    await small(ways, key, table);
    for (const kind of ["down", "up"]) await large(kind, ways.proxy, key, table);
    table.print();
  } finally {
    for (const { child } of running) child.kill("SIGKILL");
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In turn, so that whatever else the machine does hits both; the first round warms up and is not counted. */
async function small(ways, key, table) {
  const found = { direct: { many: [] }, proxy: { many: [] } };
  for (let round = -1; round < rounds; round += 1)
    for (const [name, way] of Object.entries(ways)) {
      if (round >= 0) say(`Measuring: ${name}, round ${round + 1} of ${rounds} …`);
      const before = cpuMs(way.pid);
      const many = await ask({ kind: "many", url: way.url, key, seconds, clients: CLIENTS });
      const cpu = (cpuMs(way.pid) - before) / many.requests;
      if (round < 0) continue;
      found[name].many.push({ ...many, cpu });
      for (const perSecond of RATES) {
        const { latencies } = await ask({ kind: "steady", url: way.url, key, seconds, perSecond });
        found[name][perSecond] = [...(found[name][perSecond] ?? []), ...latencies];
      }
    }
  for (const rate of RATES) {
    const p = (name, share) => percentile(found[name][rate], share);
    for (const [name, share] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ]) {
      table.noted(`${rate}/s: direct, ${name}`, p("direct", share), milliseconds);
      table.noted(`${rate}/s: through the proxy, ${name}`, p("proxy", share), milliseconds);
    }
    table.atMost(`${rate}/s: added at p99`, p("proxy", 0.99) - p("direct", 0.99), milliseconds, 15);
  }
  const middle = (name, figure) =>
    percentile(
      found[name].many.map((each) => each[figure]),
      0.5,
    );
  table.noted(`${CLIENTS} clients: direct, requests/s`, Math.round(middle("direct", "perSecond")), count);
  table.noted(
    `${CLIENTS} clients: through the proxy, requests/s`,
    Math.round(middle("proxy", "perSecond")),
    count,
  );
  table.noted(
    `${CLIENTS} clients: processor time of a request in the proxy`,
    middle("proxy", "cpu"),
    milliseconds,
  );
}

/** A film through the proxy, and a quarter of it before: what passes piece by piece takes up the same for both. */
async function large(kind, server, key, table) {
  const before = residentMegabytes(server.pid);
  const quarter = await film(kind, server, key, bytes / 4);
  const { came, peak } = await film(kind, server, key, bytes);
  const what = `${values.mebibytes} MiB ${kind}`;
  const whole = came.bytes === bytes && came.sha256 === sha256OfFilm(bytes);
  table.atMost(`${what}: bytes lost or changed`, whole ? 0 : Math.abs(bytes - came.bytes) || 1, count, 0);
  table.noted(`${what}: a second`, bytes / 2 ** 20 / (came.ms / 1_000), megabytes);
  // V8 lets 64 MB of pieces lie about before it tidies them away, however many there are.
  table.noted(`${what}: most memory above before`, Math.max(peak, quarter.peak) - before, megabytes);
  table.atMost(`${what}: more memory than for a quarter of it`, peak - quarter.peak, megabytes, 32);
}

async function film(kind, { url, pid }, key, size) {
  say(`Measuring: ${size / 2 ** 20} MiB ${kind} …`);
  let peak = residentMegabytes(pid);
  const look = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid));
  }, LOOK_EVERY_MS);
  const came = await ask({ kind, url, key, bytes: size });
  clearInterval(look);
  return { came, peak };
}

async function ask(wish) {
  return JSON.parse(await outputOn(1, ["scripts/bench-proxy-load.mjs"], { input: JSON.stringify(wish) }));
}
