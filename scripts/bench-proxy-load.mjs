import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { Agent, request } from "undici";
import { film } from "./lib/film.mjs";

/**
 * The callers of `bench-proxy.mjs`, in a process of their own: a steady stream, as many as can, or one film down
 * or up. Prints what came of it.
 */
const { kind, url, key, seconds, perSecond, clients, bytes } = JSON.parse(readFileSync(0, "utf8"));
const dispatcher = new Agent();
const headers = { authorization: `Bearer ${key}` };
const kinds = { steady, many, down, up };
process.stdout.write(JSON.stringify(await kinds[kind]()));

/**
 * Each request has its moment, whether those before it have been answered or not; its time counts from there. The
 * first second is this program's own: it connects, and its code is compiled.
 */
async function steady() {
  const begun = performance.now();
  const all = [];
  for (let index = 0; index < (seconds + 1) * perSecond; index += 1) {
    const planned = begun + (index * 1_000) / perSecond;
    // A timer is up to a millisecond early; the rest is waited for in turns.
    const early = planned - performance.now();
    if (early > 1) await sleep(early - 1);
    while (performance.now() < planned) await turn();
    all.push(once().then(() => performance.now() - planned));
  }
  return { latencies: (await Promise.all(all)).slice(perSecond) };
}

/** Each client asks again as soon as it has its answer. */
async function many() {
  const end = performance.now() + seconds * 1_000;
  let requests = 0;
  const client = async () => {
    for (; performance.now() < end; requests += 1) await once();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { requests, perSecond: requests / seconds };
}

async function once() {
  const answer = await request(url, { headers, dispatcher });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${text}`);
}

async function down() {
  const begun = performance.now();
  const { body } = await request(`${url}/film/${bytes}`, { headers, dispatcher });
  const sum = createHash("sha256");
  let came = 0;
  for await (const chunk of body) {
    came += chunk.byteLength;
    sum.update(chunk);
  }
  return { bytes: came, sha256: sum.digest("hex"), ms: performance.now() - begun };
}

async function up() {
  const begun = performance.now();
  const { body } = await request(`${url}/film`, {
    method: "POST",
    headers: { ...headers, "content-type": "video/mp4", "content-length": String(bytes) },
    body: Readable.from(film(bytes), { objectMode: false, highWaterMark: 64 * 1024 }),
    dispatcher,
  });
  return { ...(await body.json()), ms: performance.now() - begun };
}
