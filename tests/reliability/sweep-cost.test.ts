import { afterAll, expect, test } from "vitest";
import { countDue, listDue } from "#db/connections";
import type { Actor } from "#lib/people/sessions";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { type Desk, openDesk } from "./desk.ts";
import { figure, times } from "./figures.ts";
import { planOf, statementsOf } from "./statements.ts";

/** What it costs to find out what is due depends on how much is due, not on how much is stored. */

const DUE = times(100, 500);
const SMALL = 10_000;
const LARGE = times(50_000, 1_000_000);
const ROUNDS = 60;
const MINUTE_MS = 60_000;

const engine = testEngine();
const folder = temporaryFolder();
const opened: { desk: Desk; drop: () => Promise<unknown> }[] = [];
afterAll(async () => {
  for (const { desk, drop } of opened) {
    await desk.close().catch(() => {});
    await drop();
  }
  folder.remove();
});

const at = Date.parse("2027-03-01T00:00:00.000Z");
const instant = (ms: string) => (engine === "sqlite" ? ms : `to_timestamp((${ms}) / 1000.0)`);
const numbers = (count: number) =>
  engine === "sqlite"
    ? `(WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1}) SELECT n FROM numbers)`
    : `(SELECT n FROM generate_series(0, ${count - 1}) AS n)`;

/** So many of five vendors, due over the next six hours but for DUE of one vendor's. */
function seed(actor: Actor, count: number): string {
  const yes = engine === "sqlite" ? "1" : "true";
  const due = `CASE WHEN n < ${DUE} THEN ${at} - n * 500 ELSE ${at} + 60000 + (n % 21600) * 1000 END`;
  return `INSERT INTO connections
    (id, user_id, provider, account_id, account_name, status, generation, sealed_access_token,
     sealed_refresh_token, sealed_grant, expires_at, issued_at, renewable, failures, due_at, linked_at, created_at)
    SELECT 'c-' || n, '${actor.userId}',
      CASE WHEN n < ${DUE} THEN 'wistia' WHEN n % 5 = 0 THEN 'wistia' WHEN n % 5 = 1 THEN 'gist'
        WHEN n % 5 = 2 THEN 'api-video' WHEN n % 5 = 3 THEN 'wix' ELSE 'wix-advanced' END,
      'a-' || n, 'Account ' || n, 'active', 1,
      'v1.k.${"x".repeat(120)}', 'v1.k.${"y".repeat(120)}', 'v1.k.${"z".repeat(60)}',
      ${instant(`${at} + 21600000`)}, ${instant(`${at}`)}, ${yes}, 0, ${instant(due)}, ${instant(`${at}`)}, ${instant(`${at}`)}
    FROM ${numbers(count)} AS numbers`;
}

async function stored(count: number) {
  const home = temporaryFolder();
  const database = await freshDatabase(engine, home.path);
  const desk = await openDesk({ url: database.url });
  opened.push({
    desk,
    drop: async () => {
      await database.drop();
      home.remove();
    },
  });
  await query(database.url, seed(await desk.person(), count));
  await query(database.url, "ANALYZE");
  return { url: database.url };
}

/** What a vendor's pass asks before it does anything. */
async function ask(): Promise<void> {
  const now = new Date(at);
  const minuteAgo = new Date(at - MINUTE_MS);
  const waiting = await countDue("wistia", minuteAgo, 12_000);
  const recent = await listDue("wistia", { after: minuteAgo, until: now }, 2_000);
  const backlog = await listDue("wistia", { after: null, until: minuteAgo }, 2_000);
  if (recent.length + backlog.length !== DUE || waiting !== backlog.length)
    throw new Error(`${recent.length} and ${backlog.length} of ${waiting} are due`);
}

/** The quickest of many: what the machine does besides does not count. */
async function quickestMs(): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await ask();
    quickest = Math.min(quickest, performance.now() - begun);
  }
  return quickest;
}

test(`finding ${DUE} that are due costs the same among ${LARGE} as among ${SMALL}`, {
  timeout: 900_000,
}, async () => {
  await stored(SMALL);
  await ask();
  const small = await quickestMs();
  const { url } = await stored(LARGE);
  await ask();
  const large = await quickestMs();

  const sent = await statementsOf(ask);
  expect(sent).toHaveLength(3);
  for (const each of sent) {
    const text = await planOf(url, each);
    expect(text).toContain("connections_due");
    expect(text).not.toMatch(/SCAN connections|Seq Scan|TEMP B-TREE/);
  }
  const ratio = large / small;
  figure({
    id: "sweep",
    what: `selecting ${DUE} due connections of one vendor`,
    measured: `${small.toFixed(2)} ms among ${SMALL}, ${large.toFixed(2)} ms among ${LARGE}: x ${ratio.toFixed(2)}`,
    goal: "<= x 2, by the index connections_due",
    reached: ratio <= 2,
  });
});
