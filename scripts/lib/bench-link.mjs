import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Pool } from "undici";
import { person } from "../../tests/rig/person.ts";
import { admin, startRig } from "../../tests/rig/rig.ts";
import { percentile } from "./measure.mjs";

const links = 60;
const reads = 3_000;

/** How long the app itself takes for a link's callback and for a token read, over kept-alive connections. */
export async function benchLink() {
  const rig = await startRig({ engine: "sqlite", env: { LOG_LEVEL: "warn" } });
  try {
    await rig.emulator.control("POST", "settings/wistia", { autoAnswer: "allow" });
    const browser = person(rig);
    await browser.signIn(admin.email, admin.password);
    const callbacks = await timeCallbacks(browser);
    return { callbacks, tokenReads: await timeTokenReads(rig) };
  } finally {
    await rig.stop();
  }
}

async function timeCallbacks(browser) {
  const vendor = vendorTime();
  const own = [];
  for (let round = 0; round < links; round++) {
    await browser.get("/connections");
    await browser.click("Connect Wistia");
    await browser.submit("Continue to Wistia");
    const callback = browser.trail().find(({ url }) => url.pathname.endsWith("/callback"));
    if (!callback)
      throw new Error(`Linking led to ${browser.url()}, not through a callback.\n${browser.text()}`);
    own.push(callback.endedAt - callback.startedAt - vendor.between(callback.startedAt, callback.endedAt));
  }
  vendor.stop();
  return own.slice(5);
}

/** The vendors answer in this very process, so their own time can be told apart exactly. */
function vendorTime() {
  const begun = new Map();
  const spans = [];
  const start = ({ request }) => begun.set(request, performance.now());
  const finish = ({ request }) => spans.push([begun.get(request), performance.now()]);
  subscribe("http.server.request.start", start);
  subscribe("http.server.response.finish", finish);
  return {
    between: (from, to) =>
      spans.filter(([a, b]) => a >= from && b <= to).reduce((sum, [a, b]) => sum + b - a, 0),
    stop() {
      unsubscribe("http.server.request.start", start);
      unsubscribe("http.server.response.finish", finish);
    },
  };
}

async function timeTokenReads(rig) {
  const { stdout, stderr, code } = await rig.cli("api-key", "create", "--name", "bench");
  if (code !== 0) throw new Error(`api-key create ended with code ${code}: ${stderr}`);
  const headers = { authorization: `Bearer ${stdout.trim()}` };
  const pool = new Pool(rig.url, { connections: 1 });
  const ask = async (path) => {
    const started = performance.now();
    const { statusCode, body } = await pool.request({ path, method: "GET", headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text}`);
    return { ms: performance.now() - started, text };
  };
  try {
    const { data } = JSON.parse((await ask("/api/v1/connections?limit=1")).text);
    const times = [];
    for (let round = 0; round < reads; round++)
      times.push((await ask(`/api/v1/connections/${data[0].id}/token`)).ms);
    return times.slice(100);
  } finally {
    await pool.close();
  }
}

export const p95 = (times) => percentile(times, 0.95);
export const p50 = (times) => percentile(times, 0.5);
