/**
 * `npm run bench:token`: what a token read costs, beside a bare server that does only what none can do without,
 * in the same run. Prints figures beside goals; judges nobody. `--engine postgres`, `--rounds N`, `--seconds N`.
 */
import "./lib/leave-with-parent.mjs";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { demoSettings } from "./lib/demo-settings.mjs";
import { leanEnvironment, leanFlags } from "./lib/lean.mjs";
import { machine, percentile } from "./lib/measure.mjs";
import { cpuMs, outputOn, startOn } from "./lib/own-core.mjs";
import { freePort } from "./lib/ports.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { say } from "./lib/say.mjs";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "both" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const CLIENTS = 32;
const STEADY = { perSecond: 500, clients: 16 };

console.log(`\n${machine()}`);
for (const engine of values.engine === "both" ? ["sqlite", "postgres"] : [values.engine]) await bench(engine);

async function bench(engine) {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-bench-"));
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : undefined;
  const seal = `bench:${randomBytes(32).toString("base64")}`;
  const databaseUrl = postgres?.url ?? `file:${join(folder, "patchbay.db")}`;
  try {
    say(`Filling a ${engine} database …`);
    const port = await freePort();
    const { CLOCK_FILE: _, ...settings } = demoSettings({ port, databaseUrl });
    const env = {
      ...leanEnvironment,
      ...settings,
      PATH: process.env.PATH,
      PATCHBAY_KEYS: seal,
      LOG_LEVEL: "warn",
      SWEEP_EVERY_SECONDS: "0",
      RATE_LIMIT_API_READS_PER_MINUTE: "100000000",
    };
    const { key, ids } = JSON.parse(await outputOn(1, ["scripts/bench-token-seed.ts"], { env }));
    const barePort = await freePort();
    const servers = [
      {
        name: "bare",
        url: `http://127.0.0.1:${barePort}`,
        ...startOn(0, ["scripts/bench-token-bare.mjs"], {
          ...env,
          PORT: String(barePort),
          KEY: seal,
        }),
      },
      {
        name: "token read",
        url: `http://127.0.0.1:${port}`,
        ...startOn(0, [...leanFlags, "server.ts"], env),
      },
    ];
    try {
      for (const server of servers) await server.ready;
      print(engine, await measure(servers, { key, ids, databaseUrl: postgres?.url }));
    } finally {
      for (const { child } of servers) child.kill("SIGKILL");
    }
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In turn, so that whatever else the machine does hits both. */
async function measure(servers, { key, ids, databaseUrl }) {
  const found = servers.map(({ name }) => ({ name, fast: [], steady: [] }));
  for (let round = -1; round < rounds; round += 1)
    for (const [index, server] of servers.entries()) {
      if (round >= 0) say(`Measuring: ${server.name}, round ${round + 1} of ${rounds} …`);
      // The first round warms up and is not counted.
      const fast = await load(server, { key, ids, databaseUrl, seconds, clients: CLIENTS });
      if (round < 0) continue;
      found[index].fast.push(fast);
      found[index].steady.push(await load(server, { key, ids, databaseUrl, seconds, ...STEADY }));
    }
  return found;
}

async function load({ url, child }, { databaseUrl, ...wish }) {
  const before = { cpu: cpuMs(child.pid), statements: await statements(databaseUrl), engine: engineMs() };
  const result = JSON.parse(
    await outputOn(1, ["scripts/bench-token-load.mjs"], { input: JSON.stringify({ url, ...wish }) }),
  );
  if (result.failed > 0) throw new Error(`${result.failed} requests failed.`);
  const each = (amount) => amount / result.requests;
  return {
    ...result,
    cpuMs: each(cpuMs(child.pid) - before.cpu),
    engineMs: each(engineMs() - before.engine),
    statements: each((await statements(databaseUrl)) - before.statements),
  };
}

/** Processor time of all processes of our PostgreSQL, those that have ended included. */
function engineMs() {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [head, tail] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
        return [{ pid: Number(pid), name: head.split("(")[1], fields: tail.split(" ") }];
      } catch {
        return []; // It ended while we looked.
      }
    });
  const servers = new Set(
    all
      .filter(({ name, fields }) => name === "postgres" && Number(fields[1]) === process.pid)
      .map(({ pid }) => pid),
  );
  const ours = all.filter(({ pid, fields }) => servers.has(pid) || servers.has(Number(fields[1])));
  return ours.reduce((sum, { fields }) => sum + (Number(fields[11]) + Number(fields[12])) * 10, 0);
}

/** On PostgreSQL: each statement that stands alone is a transaction. */
async function statements(url) {
  if (url === undefined) return 0;
  const client = new pg.Client(url);
  await client.connect();
  await client.query("select pg_stat_force_next_flush()");
  const { rows } = await client.query(
    "select xact_commit as n from pg_stat_database where datname = current_database()",
  );
  await client.end();
  return Number(rows[0].n);
}

function print(engine, found) {
  const middle = (results, name) =>
    percentile(
      results.map((each) => each[name]),
      0.5,
    );
  const rows = found.map(({ name, fast, steady }) => ({
    name,
    perSecond: middle(fast, "perSecond"),
    cpu: middle(fast, "cpuMs"),
    engine: middle(fast, "engineMs"),
    statements: middle(fast, "statements"),
    p50: middle(fast, "p50"),
    p99: middle(fast, "p99"),
    steady50: middle(steady, "p50"),
    steady99: middle(steady, "p99"),
  }));
  const [bare, ours] = rows;
  console.log(
    `\n${engine}, 1,000 connections, ${CLIENTS} clients, load average ${loadavg()[0].toFixed(1)}\n`,
  );
  console.log(
    "             requests/s   CPU/request   engine CPU   p50 ms   p99 ms   p50 at 500/s   p99 at 500/s",
  );
  for (const row of rows)
    console.log(
      [
        row.name.padEnd(10),
        row.perSecond.toFixed(0).padStart(12),
        `${row.cpu.toFixed(3)} ms`.padStart(13),
        `${row.engine.toFixed(3)} ms`.padStart(12),
        row.p50.toFixed(1).padStart(8),
        row.p99.toFixed(1).padStart(8),
        row.steady50.toFixed(1).padStart(14),
        row.steady99.toFixed(1).padStart(14),
      ].join(" "),
    );
  const goal = (what, measured, met) =>
    console.log(`${what.padEnd(46)} ${measured.padStart(10)}  ${met ? "yes" : "no"}`);
  console.log();
  goal(
    "CPU per read, goal <= 0.4 ms",
    `${(ours.cpu + ours.engine).toFixed(3)} ms`,
    ours.cpu + ours.engine <= 0.4,
  );
  const share = ours.perSecond / bare.perSecond;
  goal("share of the bare server's requests/s, goal >= 0.5", share.toFixed(2), share >= 0.5);
  goal("p99 at 500/s, goal <= 10 ms", `${ours.steady99.toFixed(1)} ms`, ours.steady99 <= 10);
  if (engine === "postgres")
    goal("statements per read, goal <= 2", ours.statements.toFixed(2), ours.statements <= 2.05);
}
