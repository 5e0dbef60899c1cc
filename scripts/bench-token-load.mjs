import { readFileSync } from "node:fs";
import autocannon from "autocannon";
import { Pool } from "undici";
import { percentile } from "./lib/measure.mjs";

/**
 * Asks for tokens at random and prints what came back; a process of its own, so that it may have a core of
 * its own. `perSecond`: that often, whatever the answers take, each counted from when it was to be sent
 * (autocannon holds several back and sends them together); else as often as `clients` can.
 */
const { url, key, ids, seconds, clients, perSecond } = JSON.parse(readFileSync(0, "utf8"));

const headers = { authorization: `Bearer ${key}` };
const anyPath = () => `/api/v1/connections/${ids[Math.floor(Math.random() * ids.length)]}/token`;
process.stdout.write(JSON.stringify(perSecond === undefined ? await fast() : await steady()));

async function fast() {
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    headers,
    setupClient: (client) => client.setRequests(ids.map(() => ({ method: "GET", path: anyPath() }))),
  });
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

async function steady() {
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const begun = performance.now();
  // The first second is this program's own: it connects, and its code is compiled.
  const all = (seconds + 1) * perSecond;
  const planned = (index) => begun + (index * 1000) / perSecond;
  const took = [];
  let failed = 0;
  const ask = async (at) => {
    const { statusCode, body } = await pool.request({ path: anyPath(), method: "GET", headers });
    await body.text();
    if (statusCode !== 200) failed += 1;
    if (at >= begun + 1_000) took.push(performance.now() - at);
  };
  const asked = [];
  while (asked.length < all) {
    while (asked.length < all && planned(asked.length) <= performance.now())
      asked.push(ask(planned(asked.length)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(asked);
  const lasted = (performance.now() - begun) / 1000;
  await pool.close();
  return {
    requests: all,
    perSecond: all / lasted,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    failed,
  };
}
