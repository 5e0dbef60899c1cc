import type { AuditEntry, AuditRow, Tally } from "#db/audit";
import type { Schema } from "#db/schema";
import type { AuditAction } from "#lib/audit/actions";
import { chainWith } from "#lib/audit/chain";
import { auditKey, oneMore } from "#lib/audit/record";
import type { EventKind } from "#lib/connections/events";
import type { Chance } from "./chance.ts";
import type { Connection } from "./connections.ts";
import { seededId } from "./people.ts";
import type { Key } from "./platform.ts";

type EventRow = Schema["events"]["$inferSelect"];
type User = Schema["users"]["$inferSelect"];

const HOUR_MS = 3_600_000;
export const DAYS = 30;
const kinds = [
  ["renewed", 960],
  ["tested", 30],
  ["renewal_failed", 8],
  ["test_failed", 2],
] as const satisfies readonly (readonly [EventKind, number])[];

export type Known = Pick<Connection, "id" | "provider" | "accountName">;

/** What happened to connections in the last days, evenly and in its order; `tallies` are added to. */
export function* happenings(
  chance: Chance,
  known: readonly Known[],
  { amount, now, tallies, from = 0 }: { amount: number; now: Date; tallies: Tallies; from?: number },
): Generator<EventRow> {
  const begin = now.getTime() - DAYS * 24 * HOUR_MS;
  for (let index = 0; index < amount; index += 1) {
    const at = new Date(begin + Math.floor((index / amount) * DAYS * 24 * HOUR_MS));
    const connection = chance.one(known);
    const kind = chance.weighted(kinds);
    tallies.add(kind, connection.provider, at);
    yield {
      id: seededId(3, from + index),
      connectionId: connection.id,
      actorId: null,
      kind,
      at,
      data: kind.endsWith("failed") ? { code: "provider_unreachable" } : {},
    };
  }
}

export type Tallies = ReturnType<typeof tallying>;

/** Counts by the hour, as the product does with each event. */
export function tallying() {
  const counted = new Map<string, Tally>();
  return {
    add(name: string, provider: string, at: Date, amount = 1) {
      const tally = oneMore(name, provider, at, amount);
      const key = `${tally.hour.getTime()} ${name} ${provider}`;
      const known = counted.get(key);
      if (known === undefined) counted.set(key, tally);
      else known.amount += amount;
    },
    rows: () => [...counted.values()],
  };
}

/** Reads of tokens, by day and by night, which leave figures and nothing else. */
export function reads(
  chance: Chance,
  tallies: Tallies,
  { providers, now, aDay }: { providers: string[]; now: Date; aDay: number },
) {
  for (let hour = 0; hour < DAYS * 24; hour += 1) {
    const at = new Date(now.getTime() - hour * HOUR_MS);
    const daylight = 0.4 + 0.6 * Math.sin((Math.PI * at.getUTCHours()) / 24);
    for (const provider of providers) {
      const amount = Math.round((aDay / 24 / providers.length) * daylight * (0.8 + 0.4 * chance.next()));
      if (amount > 0) tallies.add("read", provider, at, amount);
    }
  }
}

/** Who does what the audit log tells of. */
export type Doers = {
  people: readonly Pick<User, "id" | "name">[];
  keys: readonly Pick<Key, "id" | "name">[];
};

/** Entries of the audit log that go on from where its chain ends; the last one yielded is its new end. */
export function* chained(
  chance: Chance,
  { known, people, keys }: { known: readonly Known[] } & Doers,
  { amount, now, end }: { amount: number; now: Date; end: { sequence: number; hash: string } },
): Generator<AuditRow> {
  const link = chainWith(auditKey());
  const begin = now.getTime() - DAYS * 24 * HOUR_MS;
  const tell = { patchbay: attended, key: tokenRead, person: signedIn };
  let { hash } = end;
  for (let index = 0; index < amount; index += 1) {
    const who = chance.weighted(doers);
    const entry: AuditEntry = {
      at: new Date(begin + Math.floor((index / amount) * DAYS * 24 * HOUR_MS)),
      ...tell[who](chance, {
        connection: chance.one(known),
        person: chance.one(people),
        key: chance.one(keys),
      }),
    };
    const placed = { ...entry, sequence: end.sequence + 1 + index };
    hash = link(hash, placed);
    yield { ...placed, hash };
  }
}

const doers = [
  ["patchbay", 60],
  ["key", 30],
  ["person", 10],
] as const;

type Cast = { connection: Known; person: Doers["people"][number]; key: Doers["keys"][number] };
type Told = Omit<AuditEntry, "at">;

const attended = (chance: Chance, { connection }: Cast): Told => ({
  ...onConnection(connection),
  action: `connection.${chance.weighted(kinds)}` satisfies AuditAction,
  actorKind: "patchbay",
  actorId: null,
  actorName: null,
  address: null,
  requestId: null,
});

const tokenRead = (chance: Chance, { connection, key }: Cast): Told => ({
  ...onConnection(connection),
  ...asked(chance),
  action: "token.read" satisfies AuditAction,
  actorKind: "key",
  actorId: key.id,
  actorName: key.name,
});

const signedIn = (chance: Chance, { person: { id, name } }: Cast): Told => ({
  ...asked(chance),
  action: "user.signed_in" satisfies AuditAction,
  actorKind: "person",
  actorId: id,
  actorName: name,
  targetKind: "user",
  targetId: id,
  targetName: name,
  data: "{}",
});

const onConnection = ({ id, provider, accountName }: Known) => ({
  targetKind: "connection",
  targetId: id,
  targetName: accountName,
  data: JSON.stringify({ provider }),
});

/** From an address of those that are set aside for examples (RFC 5737). */
const asked = (chance: Chance) => ({
  address: `203.0.113.${1 + chance.under(250)}`,
  requestId: `seeded-${chance.under(1_000_000_000)}`,
});
