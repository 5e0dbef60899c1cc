import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { percentile } from "../../scripts/lib/measure.mjs";

export type Answers = {
  p50: number;
  p95: number;
  p99: number;
  /** Processor time of the server for each, which other programs on the machine hardly change. */
  cpuMs: number;
  /** As it is before it is compressed. */
  bytes: number;
};

type Ask = { url: string; path: string; cookie: string; pid: number };

/** How long the server takes for a page, from the request to the last byte, over connections that stay open. */
export async function answers(
  ask: Ask,
  { warm, count, atOnce }: Record<"warm" | "count" | "atOnce", number>,
) {
  const pool = new Pool(ask.url, { connections: atOnce });
  try {
    await round(pool, ask, warm, atOnce);
    const cpu = cpuOf(ask.pid);
    const { times, bytes } = await round(pool, ask, count, atOnce);
    const cpuMs = (cpuOf(ask.pid) - cpu) / count;
    const share = (part: number): number => percentile(times, part);
    return { p50: share(0.5), p95: share(0.95), p99: share(0.99), cpuMs, bytes } satisfies Answers;
  } finally {
    await pool.close();
  }
}

async function round(pool: Pool, { path, cookie }: Ask, count: number, atOnce: number) {
  const times: number[] = [];
  let left = count;
  let bytes = 0;
  const asker = async () => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      const { statusCode, body } = await pool.request({ path, method: "GET", headers: { cookie } });
      bytes = (await body.arrayBuffer()).byteLength;
      times.push(performance.now() - started);
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
  return { times, bytes };
}

const TICK_MS = 10;

/** Milliseconds of processor time that a process has used so far; nothing where the system does not tell. */
function cpuOf(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
