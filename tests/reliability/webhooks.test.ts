import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import { afterAll, expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import {
  api,
  apiKey,
  flows,
  keys,
  link,
  linkWithKey,
  settings,
  sharedRig,
  somebody,
  until,
} from "../flows/fixtures.ts";
import { appKey, jwt, rs256, webhookPayload } from "../unit/providers/wix-signing.ts";
import { figure, isLong, times } from "./figures.ts";

/** How fast a vendor that waits 1,250 ms gets its answer while connections are being renewed. */

const A_SECOND = 50;
const seconds = times(8, 60);
const ours = appKey();
const rig = sharedRig({ env: { WIX_PUBLIC_KEY: ours.pem, SWEEP_EVERY_SECONDS: "1" } });

/** Installations and removals of sites that nobody linked, half of each, made before they are timed. */
function made(count: number): string[] {
  const now = Date.now() + rig.clock.offset();
  return Array.from({ length: count }, (_, index) => {
    const payload = webhookPayload({
      eventType: index % 2 === 0 ? "AppInstalled" : "AppRemoved",
      instanceId: `site-${index % 4 < 2 ? index : index - 1}`,
      appId: demoApplications.wix.id,
      issuedAt: new Date(now - 600_000 + index),
      expiresAt: new Date(now + 3_600_000),
    });
    return jwt({ alg: "RS256" }, payload, rs256(ours.privateKey));
  });
}

// Slowness is measured, so nobody gives up on a slow machine.
const dispatcher = new Agent({ connections: 50, connect: { timeout: 100_000 } });
afterAll(() => dispatcher.close());

/**
 * What one delivery was answered, and how long that took; waiting for a free line to us counts. A vendor
 * delivers again what there was no time for.
 */
async function deliver(body: string): Promise<{ status: number; ms: number }> {
  const begun = performance.now();
  for (;;) {
    const answer = await request(`${rig.url}/api/webhooks/wix`, { method: "POST", body, dispatcher });
    await answer.body.dump();
    if (answer.statusCode === 503) await pause(100);
    else return { status: answer.statusCode, ms: performance.now() - begun };
  }
}

/** Connections whose tokens live for two seconds, read without a pause until it is said to stop. */
async function renewing() {
  await settings(rig, "wix", { webhooks: "off", basicTokenSeconds: 2, rateLimit: 100_000 });
  const who = await somebody(rig);
  const key = await apiKey(rig);
  const ids = [
    await link(rig, who, flows.wix),
    await link(rig, who, flows.wix, flows.wix.other.id),
    await linkWithKey(who, keys.acmeProduction, { environment: "Production" }),
  ];
  let stopped = false;
  const readers = ids.map(async (id) => {
    while (!stopped) {
      await api(rig, key, `connections/${id}/token`);
      await pause(20);
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(readers);
    const [row] = await rig.query("SELECT sum(generation) AS n FROM connections");
    return Number(row?.n) - ids.length;
  };
}

test("webhooks that come fifty a second are answered in time while connections renew", async () => {
  const bodies = made(A_SECOND * seconds);
  const stop = await renewing();
  await Promise.all(made(A_SECOND).map((body) => deliver(body))); // The first ones start what is lazy.
  await rig.query("DELETE FROM inbox");

  const begun = performance.now();
  const answers = await Promise.all(
    bodies.map(async (body, index) => {
      await pause(Math.max(0, begun + (index * 1_000) / A_SECOND - performance.now()));
      return deliver(body);
    }),
  );
  const renewals = await stop();

  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const stored = async () => Number((await rig.query("SELECT count(*) AS n FROM inbox"))[0]?.n);
  expect(await stored()).toBe(bodies.length);
  await until(
    "all are acted on",
    async () =>
      Number((await rig.query("SELECT count(*) AS n FROM inbox WHERE due_at IS NOT NULL"))[0]?.n) === 0,
    100_000,
  );
  expect(renewals, "renewals meanwhile").toBeGreaterThan(0);

  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((part) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0);
  const reached = (p99 ?? 0) <= 200 && (max ?? 0) <= 1_000;
  const shown = [p50, p99, max].map((ms) => ms?.toFixed(0));
  figure({
    id: "S23",
    what: `webhooks at ${A_SECOND} a second for ${seconds} s while connections renew`,
    measured: `p50 ${shown[0]} ms, p99 ${shown[1]} ms, max ${shown[2]} ms; ${renewals} renewals meanwhile`,
    goal: "p99 at most 200 ms, max at most 1,000 ms",
    reached,
  });
  if (isLong) expect({ p99, max, reached }).toMatchObject({ reached: true });
});
