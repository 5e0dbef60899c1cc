import { afterAll, expect, test } from "vitest";
import { percentile } from "../../scripts/lib/measure.mjs";
import { compare, startReceiver } from "../../scripts/lib/receiver.mjs";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openChildren, until } from "./children.ts";
import { figure, times } from "./figures.ts";

/** Processes that tell the host application a thousand things a minute are killed at any moment. */

const A_MINUTE = 1_000;
const LIFE_MS = 1_500;
const kills = times(3, 40);

// The environment is read once, by whatever of the product comes first.
process.env.WEBHOOKS_ALLOW_PRIVATE = "yes";
const { openDesk } = await import("./desk.ts");

const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url });
const receiver = await startReceiver();
const children = await openChildren({ WEBHOOKS_ALLOW_PRIVATE: "yes", LOG_LEVEL: "silent" }, { spare: 2 });
afterAll(async () => {
  await children.close();
  await receiver.close();
  await desk.close();
  await database.drop();
  folder.remove();
});

test(`${A_MINUTE} messages a minute and ${kills} kills: none lost, none out of order`, async () => {
  const { createEndpoint } = await import("#lib/webhooks/endpoints");
  const { secret } = await createEndpoint({ kind: "operator", id: null, name: null }, { url: receiver.url });
  receiver.knows(secret);
  const subjects = Array.from({ length: 10 }, (_, number) => `subject ${number}`);
  for (let kill = 0; kill < kills; kill += 1) {
    const child = await children.next();
    await child.must("open", { url: database.url, keys: desk.keys });
    const before = receiver.taken.length;
    void child.call("tellForever", subjects, A_MINUTE / 60);
    await until(() => receiver.taken.length > before);
    const end = performance.now() + LIFE_MS * (0.5 + Math.random());
    await until(() => performance.now() > end);
    await child.kill();
  }
  const survivor = await import("#lib/webhooks/courier");
  await survivor.deliverDue(performance.now() + 30_000);
  const sent = (await query(
    database.url,
    "SELECT id, subject, created_at FROM messages ORDER BY position",
  )) as { id: string; subject: string }[];
  const found = compare(sent, receiver.taken);
  const seen = new Set<string>();
  const latencies = receiver.taken
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ at, payload }) => at - payload.data.sentAt);
  figure({
    id: "S21W",
    what: "webhooks out: 1,000 messages a minute, the sending process killed again and again",
    measured: `${kills} kills, ${found.sent} messages: ${found.lost} lost, ${found.disorder} out of order, ${found.duplicates} delivered twice; latency p50 ${percentile(latencies, 0.5)} ms, p99 ${percentile(latencies, 0.99)} ms (over the kills)`,
    goal: "0 lost, 0 out of order",
    reached: found.lost + found.disorder + found.unverified === 0,
  });
  expect(found).toMatchObject({ lost: 0, disorder: 0, unverified: 0 });
  expect(found.sent).toBeGreaterThan(kills * 10);
  // Each kill may have cut off what was on its way, and nothing else comes twice.
  expect(found.duplicates).toBeLessThanOrEqual(kills * 10);
}, 600_000);
