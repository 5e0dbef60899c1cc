import { parseArgs } from "node:util";
import { and, desc, eq, getTableName, type Table } from "drizzle-orm";
import { auditEnd } from "#db/audit";
import { store } from "#db/store";
import { boot, shutDown } from "#lib/boot";
import { now as clock } from "#lib/clock";
import { env } from "#lib/env";
import { providers } from "#lib/providers/index";
import { type Chance, chanceOf } from "./seed/chance.ts";
import { connection } from "./seed/connections.ts";
import { chained, DAYS, happenings, type Known, reads, tallying } from "./seed/history.ts";
import { type Inserter, openInserter } from "./seed/insert.ts";
import { person } from "./seed/people.ts";
import { apiKey, delivery, type Endpoint, endpoint, type Message, messages } from "./seed/platform.ts";
import { alert, incident, rule } from "./seed/trouble.ts";

/**
 * `npm run seed -- --connections 100000 [--people 2000] [--events 5000000] [--audit 100000] [--messages 100000] [--add]`:
 * fills the database of DATABASE_URL with people, connections whose credentials open, what happened to them, an
 * audit log whose chain holds, and what a host application was told. For looking at, and measuring, what is
 * large; what is seeded is due in a day at the earliest, and tells nobody anything.
 */

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "1000" },
    people: { type: "string" },
    events: { type: "string" },
    audit: { type: "string" },
    messages: { type: "string" },
    add: { type: "boolean", default: false },
  },
});

const BATCH = 20_000;
const DAY_MS = 86_400_000;
const KEYS = 40;
const ENDPOINTS = 2;
const RULES = 4;
const INCIDENTS = 40;
const ALERTS = 200;

let connections = 0;
let people = 0;
let events = 0;
let audit = 0;
let told = 0;

try {
  connections = amount("connections", values.connections);
  people = amount("people", values.people ?? String(Math.ceil(connections / 50)));
  events = amount("events", values.events ?? String(connections * 50));
  audit = amount("audit", values.audit ?? String(connections));
  told = amount("messages", values.messages ?? String(connections));
  await boot();
  const { users, connections: table } = store();
  const already = await store().db.$count(users, eq(users.role, "user"));
  if (already > 0 && !values.add)
    throw new Error(
      `This database has ${already} people. Nothing was changed; --add adds to it all the same.`,
    );
  const offset = already > 0 ? Math.max(already, await store().db.$count(table)) : 0;
  const inserter = await openInserter(env().DATABASE_URL);
  try {
    await seed(inserter, offset);
  } finally {
    await inserter.close();
  }
  await shutDown();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

async function seed(inserter: Inserter, offset: number): Promise<void> {
  const chance = chanceOf(20_261_122 + offset);
  const now = clock();
  const tables = store();
  const vendors = Object.values(providers);
  const owners = Array.from({ length: people }, (_, index) =>
    person(chance, offset + index, new Date(now.getTime() - 400 * DAY_MS)),
  );
  await insertAll(inserter, tables.users, owners, people);

  const known: Known[] = [];
  const linked = () =>
    generate(connections, (index) => {
      // Rising with the number, and all before the days whose happenings are told.
      const age = DAYS + 1 + 365 * (1 - index / connections);
      const row = connection(chance, offset + index, {
        // Some people have many, most have few.
        userId: owners[Math.floor(owners.length * chance.next() ** 1.5)]?.id ?? "",
        provider: chance.one(vendors),
        now,
        linkedAt: new Date(now.getTime() - age * DAY_MS),
      });
      known.push({ id: row.id, provider: row.provider, accountName: row.accountName });
      return row;
    });
  await insertAll(inserter, tables.connections, linked(), connections);

  const tallies = tallying();
  const from = offset === 0 ? 0 : await tables.db.$count(tables.events);
  const happened = happenings(chance, known, { amount: events, now, tallies, from });
  await insertAll(inserter, tables.events, happened, events);
  reads(chance, tallies, { providers: vendors.map(({ id }) => id), now, aDay: connections * 4 });
  await addTallies(inserter, tallies.rows());

  const keys = many(KEYS, (index) => apiKey(chance, offset + index, now));
  await insertAll(inserter, tables.apiKeys, keys, KEYS);
  await tellHost(inserter, chance, known, now);
  await trouble(inserter, chance, now, offset);
  const doing = { known, people: owners, keys };
  await extendChain(inserter, chained(chance, doing, { amount: audit, now, end: await auditEnd() }));
}

/** What the host application was told, and how that went at each of its endpoints. */
async function tellHost(inserter: Inserter, chance: Chance, known: Known[], now: Date): Promise<void> {
  const tables = store();
  const { db } = tables;
  const already = await db.$count(tables.webhookEndpoints);
  const endpoints = many(ENDPOINTS, (index) => endpoint(already + index, now));
  await insertAll(inserter, tables.webhookEndpoints, endpoints, ENDPOINTS);
  const from = await db.$count(tables.messages);
  const position = (await newestPosition()) + 1;
  const sent = [...messages(chance, known, { amount: told, now, from, position })];
  await insertAll(inserter, tables.messages, sent, told);
  const first = await db.$count(tables.deliveries);
  const delivered = generate(told * ENDPOINTS, (index) =>
    delivery(
      chance,
      first + index,
      endpoints[index % ENDPOINTS] as Endpoint,
      sent[Math.floor(index / ENDPOINTS)] as Message,
    ),
  );
  await insertAll(inserter, tables.deliveries, delivered, told * ENDPOINTS);
}

async function newestPosition(): Promise<number> {
  const { db, messages } = store();
  const { position } = messages;
  const rows = await db.select({ position }).from(messages).orderBy(desc(position)).limit(1);
  return rows[0]?.position ?? 0;
}

async function trouble(inserter: Inserter, chance: Chance, now: Date, offset: number): Promise<void> {
  const { incidents, alertRules, alerts } = store();
  const vendors = Object.keys(providers);
  const rules = many(RULES, (index) => rule(offset + index, now));
  await insertAll(
    inserter,
    incidents,
    many(INCIDENTS, (index) => incident(chance, offset + index, { provider: chance.one(vendors), now })),
    INCIDENTS,
  );
  await insertAll(inserter, alertRules, rules, RULES);
  await insertAll(
    inserter,
    alerts,
    many(ALERTS, (index) => alert(chance, offset + index, { by: chance.one(rules), now })),
    ALERTS,
  );
}

function many<T>(length: number, make: (index: number) => T): T[] {
  return [...generate(length, make)];
}

function* generate<T>(length: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < length; index += 1) yield make(index);
}

async function insertAll(
  inserter: Inserter,
  table: Table,
  rows: Iterable<object>,
  of: number,
): Promise<void> {
  const begun = performance.now();
  let batch: Record<string, unknown>[] = [];
  let done = 0;
  const flush = async () => {
    await inserter.insert(table, batch);
    done += batch.length;
    batch = [];
  };
  for (const row of rows) {
    batch.push(row as Record<string, unknown>);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  if (of > 0) say(`${done.toLocaleString("en")} rows`, table, begun);
}

/** Hours that were counted in already are added to, not written twice. */
async function addTallies(inserter: Inserter, rows: ReturnType<ReturnType<typeof tallying>["rows"]>) {
  const { db, tallies } = store();
  const fresh = [];
  for (const row of rows) {
    const same = and(
      eq(tallies.hour, row.hour),
      eq(tallies.name, row.name),
      eq(tallies.provider, row.provider),
    );
    const [known] = await db.select({ amount: tallies.amount }).from(tallies).where(same);
    if (known === undefined) fresh.push(row);
    else
      await db
        .update(tallies)
        .set({ amount: known.amount + row.amount })
        .where(same)
        .returning({ amount: tallies.amount });
  }
  await insertAll(inserter, tallies, fresh, fresh.length);
}

async function extendChain(inserter: Inserter, entries: ReturnType<typeof chained>): Promise<void> {
  const { db, auditEntries, auditHead } = store();
  const begun = await auditEnd();
  let end = begun;
  const noted = noting(entries, (entry) => {
    end = entry;
  });
  await insertAll(inserter, auditEntries, noted, audit);
  const moved = await db
    .update(auditHead)
    .set({ sequence: end.sequence, hash: end.hash })
    .where(and(eq(auditHead.sequence, begun.sequence), eq(auditHead.hash, begun.hash)))
    .returning({ id: auditHead.id });
  if (moved.length === 0)
    throw new Error(
      "Somebody else wrote to the audit log meanwhile, so its chain is broken. Seed an idle database.",
    );
}

function* noting<T>(rows: Iterable<T>, note: (row: T) => void): Generator<T> {
  for (const row of rows) {
    note(row);
    yield row;
  }
}

function amount(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a number.`);
  return Number(text);
}

function say(what: string, table: Table, begun: number): void {
  process.stderr.write(
    `${what} of ${getTableName(table)} in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
  );
}
