/**
 * `npm run bench:admin [-- --connections 100000 --people 2000 --events 5000000 --audit 1000000 --engine sqlite|postgres]`:
 * how long the administrators' pages take with that much in the database, how much memory it takes to download
 * everything, and how long the audit log is verified for. `--keep FOLDER` leaves the filled databases there and
 * uses them the next time. `--only TEXT` asks for those addresses only. Prints figures beside goals; judges nobody.
 */
import "./lib/leave-with-parent.mjs";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Pool } from "undici";
import { adminPages } from "../tests/bench/admin-pages.ts";
import { person } from "../tests/rig/person.ts";
import { runProgram } from "../tests/rig/program.ts";
import { admin, startRig } from "../tests/rig/rig.ts";
import { machine, percentile } from "./lib/measure.mjs";
import { say } from "./lib/say.mjs";
import { seededDatabase } from "./lib/seeded-database.mjs";

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "100000" },
    people: { type: "string", default: "2000" },
    events: { type: "string", default: "5000000" },
    audit: { type: "string", default: "1000000" },
    engine: { type: "string" },
    rounds: { type: "string", default: "40" },
    keep: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const PAGE_MS = 100;
const VERIFIED_MS = 30_000;
/** What is downloaded may take so much memory beside what the server has by then. */
const FLAT_MB = 32;
const rounds = Number(values.rounds);
const { connections, people, events, audit } = values;

const measured = [];
for (const engine of values.engine === undefined ? ["sqlite", "postgres"] : [values.engine])
  measured.push(await bench(engine));
print(measured);

async function bench(engine) {
  const amounts = { connections, people, events, audit };
  const database = await seededDatabase(engine, { amounts, keep: values.keep });
  try {
    const env = { LOG_LEVEL: "warn", ...database.env };
    const rig = await startRig({ engine, databaseUrl: database.url, env });
    try {
      say(`Measuring (${engine}) …`);
      const before = load();
      const pages = await measurePages(rig);
      const rest = values.only === "" ? [...(await downloads(rig)), await verification(rig)] : [];
      return { engine, amounts: database.amounts, pages, rest, load: `${before} before, ${load()} after` };
    } finally {
      await rig.stop();
    }
  } finally {
    await database.release();
  }
}

/** Each page as often as is asked for, over one kept connection, signed in, compressed as for a browser. */
async function measurePages(rig) {
  const cookie = await signedIn(rig, "GET");
  const pool = new Pool(rig.url, { connections: 1 });
  try {
    const rows = [];
    for (const [name, path] of await adminPages(rig)) {
      if (!`${name} ${path}`.includes(values.only)) continue;
      const row = await measure(rig, pool, { name, path, cookie });
      say(`  ${row.name.trim()}: ${row.p95.toFixed(1)} ms`);
      rows.push(row);
    }
    return rows;
  } finally {
    await pool.close();
  }
}

async function signedIn(rig, method) {
  const chief = person(rig);
  await chief.signIn(admin.email, admin.password);
  return chief.jar.header(new URL(rig.url), { method, crossSite: false });
}

async function measure(rig, pool, { name, path, cookie }) {
  const ask = async () => {
    const started = performance.now();
    const headers = { cookie, accept: "text/html", "accept-encoding": "gzip, br" };
    const { statusCode, headers: given, body } = await pool.request({ path, method: "GET", headers });
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
    return { ms: performance.now() - started, bytes, coding: given["content-encoding"] };
  };
  for (let warm = 0; warm < 5; warm += 1) await ask();
  const before = processorMs(rig.pid());
  const times = [];
  let last;
  for (let round = 0; round < rounds; round += 1) {
    last = await ask();
    times.push(last.ms);
  }
  const { bytes, coding } = last;
  return {
    name,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    processor: (processorMs(rig.pid()) - before) / rounds,
    kilobytes: unpacked(bytes, coding).byteLength / 1024,
    packed: bytes.byteLength / 1024,
  };
}

function unpacked(bytes, coding) {
  if (coding === "br") return brotliDecompressSync(bytes);
  return coding === "gzip" ? gunzipSync(bytes) : bytes;
}

/** How long a download takes, how many rows it has, and how much more memory the server takes meanwhile. */
async function download(rig, { path, body }) {
  const cookie = await signedIn(rig, "POST");
  const before = memory(rig.pid());
  let peak = before;
  const watching = setInterval(() => {
    peak = Math.max(peak, memory(rig.pid()));
  }, 20);
  const started = performance.now();
  let rows = -1;
  try {
    const answer = await fetch(`${rig.url}${path}`, {
      method: "POST",
      headers: { cookie, origin: rig.url, "content-type": "application/x-www-form-urlencoded" },
      body,
    });
    for await (const chunk of answer.body) rows += chunk.filter((byte) => byte === 10).length;
  } finally {
    clearInterval(watching);
  }
  return { rows, seconds: (performance.now() - started) / 1000, before, more: peak - before };
}

/** Once to see how much a server takes that has done nothing yet, and again, when nothing more may be needed. */
async function downloads(rig) {
  const results = [];
  for (const [name, what] of [
    ["connections as CSV", { path: "/admin/connections/export", body: "filter=" }],
    ["the log as CSV", { path: "/admin/log/export", body: "format=csv" }],
  ]) {
    const first = await download(rig, what);
    const again = await download(rig, what);
    say(`  ${name}: + ${first.more.toFixed(0)} MB, again + ${again.more.toFixed(0)} MB`);
    results.push({
      name: `${name}, ${again.rows.toLocaleString("en")} rows`,
      figure: `${again.seconds.toFixed(1)} s, ${first.before.toFixed(0)} + ${first.more.toFixed(0)} MB, again + ${again.more.toFixed(0)} MB`,
      goal: `again + ≤ ${FLAT_MB} MB`,
      met: again.more <= FLAT_MB,
    });
  }
  return results;
}

/** The whole chain, entry by entry, from its beginning; by a program of its own, starting included. */
async function verification(rig) {
  const started = performance.now();
  const { code, stdout, stderr } = await runProgram(["scripts/bench-admin-chain.ts"], rig.environment());
  if (code !== 0) throw new Error(stderr || stdout);
  const ms = performance.now() - started;
  const goal = (VERIFIED_MS * Number(stdout)) / 1_000_000;
  return {
    name: `the log verified, ${Number(stdout).toLocaleString("en")} entries`,
    figure: `${(ms / 1000).toFixed(1)} s`,
    goal: `≤ ${(goal / 1000).toFixed(0)} s`,
    met: ms <= goal,
  };
}

/** Resident megabytes (proc(5), statm). */
function memory(pid) {
  return (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 2 ** 20;
}

/** Milliseconds of processor time so far (proc(5), fields 14 and 15, in hundredths of a second). */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function load() {
  return loadavg()[0].toFixed(1);
}

/** One row for each page, the engines beside each other. */
function print(engines) {
  console.log(`\n${machine()}`);
  for (const { engine, amounts, load: told } of engines) {
    const words = Object.entries(amounts).map(
      ([name, amount]) => `${Number(amount).toLocaleString("en")} ${name}`,
    );
    console.log(`${engine}: ${words.join(", ")}; load of the machine ${told}`);
  }
  console.log(`${rounds} requests each, one after another; goal: p95 ≤ ${PAGE_MS} ms\n`);
  const first = engines[0]?.pages ?? [];
  const heads = engines.flatMap(({ engine }) => [`${engine} p50`, "p95 ms", "CPU ms"]);
  console.log(line("", [...heads, "KB", "KB sent", "met"]));
  for (const [index, { name, kilobytes, packed }] of first.entries()) {
    const each = engines.map(({ pages }) => pages[index]);
    const cells = each.flatMap(({ p50, p95, processor }) => [p50, p95, processor].map((ms) => ms.toFixed(1)));
    const met = each.every(({ p95 }) => p95 <= PAGE_MS);
    console.log(line(name, [...cells, kilobytes.toFixed(0), packed.toFixed(1), met ? "yes" : "no"]));
  }
  console.log();
  for (const { engine, rest } of engines)
    for (const { name, figure, goal, met } of rest)
      console.log(
        `${`${engine}: ${name}`.padEnd(50)}${figure.padStart(44)}${goal.padStart(20)}  ${met ? "yes" : "no"}`,
      );
}

function line(name, cells) {
  return `${name.padEnd(40)}${cells.map((cell) => cell.padStart(12)).join("")}`;
}
