/**
 * `npm run bench:webhooks`: what telling the host application costs and how soon it hears. 1,000 messages a minute
 * for a minute (`--minutes 2 --rate 1000`), then the same with the sending process killed every few seconds, on each
 * engine or one (`--engine postgres`). Prints figures beside goals; judges nobody.
 */
import "./lib/leave-with-parent.mjs";
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import pg from "pg";
import { machine, percentile } from "./lib/measure.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { compare, startReceiver } from "./lib/receiver.mjs";
import { inRoot, root } from "./lib/root.mjs";
import { say } from "./lib/say.mjs";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "both" },
    minutes: { type: "string", default: "1" },
    rate: { type: "string", default: "1000" },
  },
});
const lastsMs = Number(values.minutes) * 60_000;
const WAITING = `SELECT (SELECT count(*) FROM messages WHERE due_at IS NOT NULL)
  + (SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL) AS waiting`;

console.log(`${machine()}, ${values.rate} messages a minute`);
for (const engine of values.engine === "both" ? ["sqlite", "postgres"] : [values.engine])
  for (const killsEveryMs of [0, 5_000]) {
    const name = killsEveryMs === 0 ? "undisturbed" : "killed every 5 s";
    say(`Measuring: ${engine}, ${name} …`);
    print(`${engine}, ${name}`, await measure(engine, killsEveryMs));
  }

async function measure(engine, killsEveryMs) {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-bench-"));
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : undefined;
  const databaseUrl = postgres?.url ?? `file:${join(folder, "patchbay.db")}`;
  const receiver = await startReceiver();
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    // One key for all that follow one another: on PostgreSQL none is made by itself.
    PATCHBAY_KEYS: `bench:${randomBytes(32).toString("base64")}`,
    WEBHOOKS_ALLOW_PRIVATE: "yes",
    LOG_LEVEL: "silent",
    SWEEP_EVERY_SECONDS: "1",
  };
  let cpuMs = 0;
  let kills = 0;
  const begunAtMs = Date.now();
  const start = async () => {
    const args = [receiver.url, values.rate, String(begunAtMs)];
    const child = fork(inRoot("scripts", "lib", "webhook-sender.ts"), args, { cwd: root, env });
    let used = 0;
    child.on("message", ({ secret, cpu }) => {
      if (secret) receiver.knows(secret);
      if (!cpu) return;
      cpuMs += (cpu.user + cpu.system) / 1000 - used;
      used = (cpu.user + cpu.system) / 1000;
    });
    await new Promise((resolve) => child.on("message", ({ ready }) => ready && resolve()));
    return child;
  };
  const kill = (child) =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGKILL");
    });
  try {
    let child = await start();
    const end = performance.now() + lastsMs;
    while (performance.now() < end) {
      await sleep(Math.min(killsEveryMs || lastsMs, end - performance.now()));
      if (killsEveryMs === 0 || performance.now() >= end) continue;
      await kill(child);
      kills += 1;
      child = await start();
    }
    child.send("enough");
    const sent = await drained(databaseUrl, receiver);
    await kill(child);
    const seen = new Set();
    const firsts = receiver.taken.filter(({ id }) => !seen.has(id) && seen.add(id));
    const latencies = firsts.map(({ at, payload }) => at - payload.data.sentAt);
    return { ...compare(sent, receiver.taken), kills, latencies, share: cpuMs / lastsMs };
  } finally {
    await receiver.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything that was committed, once nothing of it waits any more. */
async function drained(databaseUrl, receiver) {
  const { ask, close } = await asker(databaseUrl);
  try {
    for (let patience = 600; patience > 0; patience -= 1) {
      await sleep(100);
      const [{ waiting }] = await ask(WAITING);
      if (Number(waiting) === 0 && receiver.taken.length > 0) break;
    }
    return await ask("SELECT id, subject FROM messages ORDER BY position");
  } finally {
    await close();
  }
}

async function asker(url) {
  if (url.startsWith("file:")) {
    const database = new Database(url.slice("file:".length), { readonly: true });
    return { ask: async (text) => database.prepare(text).all(), close: async () => database.close() };
  }
  const client = new pg.Client(url);
  await client.connect();
  return { ask: async (text) => (await client.query(text)).rows, close: () => client.end() };
}

function print(name, found) {
  const { sent, lost, disorder, duplicates, unverified, kills, latencies, share } = found;
  const ms = (part) => `${percentile(latencies, part)} ms`;
  const line = (what, measured, goal = "") =>
    console.log(`${what.padEnd(44)} ${String(measured).padStart(10)}  ${goal}`);
  console.log(`\n${name}`);
  line("messages committed", sent, `goal ${Number(values.minutes) * Number(values.rate)}`);
  if (kills > 0) line("kills", kills);
  line("lost", lost, "goal 0");
  line("out of order within a subject", disorder, "goal 0");
  line("with a wrong signature", unverified, "goal 0");
  line("delivered more than once", duplicates, kills === 0 ? "goal 0" : "");
  line("from commit to receipt, p50", ms(0.5), kills === 0 ? "goal ≤ 250 ms" : "over the kills");
  line("from commit to receipt, p99", ms(0.99), kills === 0 ? "goal ≤ 1000 ms" : "over the kills");
  line("processor, share of one core", `${Math.round(share * 100)} %`);
}
