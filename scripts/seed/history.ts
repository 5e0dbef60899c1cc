import type { AuditEntry, AuditRow, Tally } from "#db/audit";
import type { Schema } from "#db/schema";
import type { AuditAction } from "#lib/audit/actions";
import { chainWith } from "#lib/audit/chain";
import { auditKey, oneMore } from "#lib/audit/record";
import type { EventKind } from "#lib/connections/events";
import type { Chance } from "./chance.ts";
import type { Connection } from "./connections.ts";
import { seededId } from "./people.ts";

type EventRow = Schema["events"]["$inferSelect"];

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

/** Entries of the audit log that go on from where its chain ends; the last one yielded is its new end. */
export function* chained(
  chance: Chance,
  known: readonly Known[],
  { amount, now, end }: { amount: number; now: Date; end: { sequence: number; hash: string } },
): Generator<AuditRow> {
  const link = chainWith(auditKey());
  const begin = now.getTime() - DAYS * 24 * HOUR_MS;
  let { hash } = end;
  for (let index = 0; index < amount; index += 1) {
    const connection = chance.one(known);
    const kind = chance.weighted(kinds);
    const entry: AuditEntry = {
      at: new Date(begin + Math.floor((index / amount) * DAYS * 24 * HOUR_MS)),
      action: `connection.${kind}` satisfies AuditAction,
      actorKind: "patchbay",
      actorId: null,
      actorName: null,
      address: null,
      requestId: null,
      targetKind: "connection",
      targetId: connection.id,
      targetName: connection.accountName,
      data: JSON.stringify({ provider: connection.provider }),
    };
    const placed = { ...entry, sequence: end.sequence + 1 + index };
    hash = link(hash, placed);
    yield { ...placed, hash };
  }
}
