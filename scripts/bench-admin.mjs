/**
 * `npm run bench:admin [-- --connections 100000 --people 2000 --events 5000000 --audit 1000000 --engine sqlite|postgres]`:
 * how long the administrators' pages take with that much in the database, how much memory a CSV of everything
 * takes, and how long the audit log is verified for. Prints figures beside goals; judges nobody.
 */
import "./lib/leave-with-parent.mjs";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { providers } from "#lib/providers/index";
import { query } from "../tests/rig/database.ts";
import { person } from "../tests/rig/person.ts";
import { runProgram } from "../tests/rig/program.ts";
import { admin, startRig } from "../tests/rig/rig.ts";
import { machine, percentile } from "./lib/measure.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { say } from "./lib/say.mjs";

const vendors = Object.keys(providers);

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "100000" },
    people: { type: "string", default: "2000" },
    events: { type: "string", default: "5000000" },
    audit: { type: "string", default: "1000000" },
    engine: { type: "string" },
    rounds: { type: "string", default: "60" },
  },
});
const GOAL_MS = 100;
const rounds = Number(values.rounds);

for (const engine of values.engine === undefined ? ["sqlite", "postgres"] : [values.engine])
  await bench(engine);

async function bench(engine) {
  const server = engine === "postgres" ? await startPostgres() : null;
  if (server !== null) process.env.TEST_DATABASE_URL = server.url;
  const rig = await startRig({ engine, env: { LOG_LEVEL: "warn" } });
  try {
    say(`Filling a database (${engine}) …`);
    const amounts = ["connections", "people", "events", "audit"].flatMap((name) => [
      `--${name}`,
      values[name],
    ]);
    const begun = performance.now();
    const seeded = await runProgram(["scripts/seed.ts", ...amounts], rig.environment());
    if (seeded.code !== 0) throw new Error(seeded.stderr);
    const seconds = Math.round((performance.now() - begun) / 1000);
    say(`${seeded.stderr.trim()}\nFilled in ${seconds} s. Measuring …`);
    printHead(engine);
    await pages(rig);
    console.log(`\n${await csv(rig)}\n${await verification(rig)}\n`);
  } finally {
    await rig.stop();
    await server?.stop();
  }
}

/** Each page as often as is asked for, over one kept connection, signed in. */
async function pages(rig) {
  const chief = person(rig);
  await chief.signIn(admin.email, admin.password);
  const cookie = chief.jar.header(new URL(rig.url), { method: "GET", crossSite: false });
  const pool = new Pool(rig.url, { connections: 1 });
  try {
    for (const [name, path] of await addresses(rig))
      printRow(await measure(rig, pool, { name, path, cookie }));
  } finally {
    await pool.close();
  }
}

async function measure(rig, pool, { name, path, cookie }) {
  const ask = async () => {
    const started = performance.now();
    const { statusCode, body } = await pool.request({
      path,
      method: "GET",
      headers: { cookie, accept: "text/html" },
    });
    const bytes = (await body.arrayBuffer()).byteLength;
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
    return { ms: performance.now() - started, bytes };
  };
  for (let warm = 0; warm < 5; warm += 1) await ask();
  const before = processorMs(rig.pid());
  const answers = [];
  for (let round = 0; round < rounds; round += 1) answers.push(await ask());
  const times = answers.map(({ ms }) => ms);
  return {
    name,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    processor: (processorMs(rig.pid()) - before) / rounds,
    kilobytes: (answers.at(-1)?.bytes ?? 0) / 1024,
  };
}

/** The baseline first; then every page, the first and the thousandth, alone and narrowed. */
async function addresses(rig) {
  const room = "/admin/connections";
  const [deep] = await query(
    rig.databaseUrl,
    `SELECT id, ${rig.engine === "postgres" ? "extract(epoch FROM created_at) * 1000" : "created_at"} AS at, found_by
     FROM connections ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ${Math.floor(Number(values.connections) / 2)}`,
  );
  const [named] = await query(
    rig.databaseUrl,
    `SELECT id, found_by FROM connections ORDER BY found_by LIMIT 1 OFFSET ${Math.floor(Number(values.connections) / 2)}`,
  );
  const place = (value, id) => encodeURIComponent(`${value}~${id}`);
  const at = Math.round(Number(deep.at));
  const [busy] = await query(
    rig.databaseUrl,
    "SELECT connection_id AS id FROM events GROUP BY connection_id ORDER BY count(*) DESC LIMIT 1",
  );
  return [
    ["baseline: the health address", "/api/health"],
    ["baseline: an empty page of one's own", "/connections"],
    ["overview", "/admin"],
    ["everyone's connections", room],
    ["  the thousandth page", `${room}?after=${place(at, deep.id)}`],
    ["  backwards from there", `${room}?before=${place(at, deep.id)}`],
    ["  one vendor", `${room}?vendor=${vendors[0]}`],
    ["  in one state, some", `${room}?state=needs_you`],
    ["  in one state, none", `${room}?state=renewing`],
    ["  a name that many have", `${room}?q=acme`],
    ["  a name that one has", `${room}?q=${encodeURIComponent("studios 77")}`],
    ["  a name that nobody has", `${room}?q=zzzzzz`],
    ["  an owner's e-mail as text", `${room}?q=person-17%40seeded`],
    ["  an owner", `${room}?owner=person-17%40seeded.example`],
    ["  not proved for a week", `${room}?proved=7`],
    ["  ends within a week", `${room}?ends=7&sort=ends`],
    ["  by name", `${room}?sort=name`],
    ["  by name, the thousandth page", `${room}?sort=name&after=${place(named.found_by, named.id)}`],
    ["  by end", `${room}?sort=ends`],
    ["  by proof", `${room}?sort=proof`],
    ["  all at once", `${room}?q=studios&vendor=${vendors[1]}&state=vendor_trouble&proved=0&sort=proof`],
    ["a connection", `${room}/${busy.id}`],
    ["to be done to all that fit", `${room}/bulk/new?scope=all&state=needs_you&action=test`],
  ];
}

/** The whole list as CSV: how long, how many rows, and how much more memory the server takes meanwhile. */
async function csv(rig) {
  const chief = person(rig);
  await chief.signIn(admin.email, admin.password);
  const cookie = chief.jar.header(new URL(rig.url), { method: "POST", crossSite: false });
  const before = memory(rig.pid());
  let peak = before;
  const watching = setInterval(() => {
    peak = Math.max(peak, memory(rig.pid()));
  }, 20);
  const started = performance.now();
  let rows = -1;
  try {
    const answer = await fetch(`${rig.url}/admin/connections/export`, {
      method: "POST",
      headers: { cookie, origin: rig.url, "content-type": "application/x-www-form-urlencoded" },
      body: "filter=",
    });
    for await (const chunk of answer.body) rows += chunk.filter((byte) => byte === 10).length;
  } finally {
    clearInterval(watching);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `CSV: ${rows.toLocaleString("en")} rows in ${seconds} s; memory ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most.`;
}

/** The whole chain, entry by entry, from its beginning. */
async function verification(rig) {
  const started = performance.now();
  const { code, stdout, stderr } = await runProgram(["scripts/bench-admin-chain.ts"], rig.environment());
  if (code !== 0) throw new Error(stderr || stdout);
  return `Audit log: ${stdout.trim()} in ${((performance.now() - started) / 1000).toFixed(1)} s, starting included.`;
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

function line(name, ...cells) {
  return `${name.padEnd(42)}${cells.map((cell) => cell.padStart(12)).join("")}`;
}

function printHead(engine) {
  const [connections, people, events] = [values.connections, values.people, values.events].map((text) =>
    Number(text).toLocaleString("en"),
  );
  console.log(`\n${engine}, ${machine()}`);
  console.log(
    `${connections} connections, ${people} people, ${events} events; ${rounds} requests each; goal: p95 ≤ ${GOAL_MS} ms\n`,
  );
  console.log(line("", "p50 ms", "p95 ms", "server CPU", "KB", "met"));
}

/** As soon as it is known, since all of them take a while. */
function printRow({ name, p50, p95, processor, kilobytes }) {
  const cells = [p50, p95, processor].map((ms) => ms.toFixed(1));
  console.log(line(name, ...cells, kilobytes.toFixed(0), p95 <= GOAL_MS ? "yes" : "no"));
}
