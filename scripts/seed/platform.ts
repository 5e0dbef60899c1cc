import type { Schema } from "#db/schema";
import { newId } from "#lib/random";
import { newSecret, sealSecret } from "#lib/webhooks/secret";
import { messageTypes } from "#lib/webhooks/types";
import type { Chance } from "./chance.ts";
import { DAYS, type Known } from "./history.ts";
import { seededId } from "./people.ts";

/** What the host application works with. Nothing of it acts: keys are nobody's, endpoints are disabled. */

type Row<T extends keyof Schema> = Schema[T] extends { $inferSelect: infer R } ? R : never;
export type Key = Row<"apiKeys">;
export type Endpoint = Row<"webhookEndpoints">;
export type Message = Row<"messages">;
export type Delivery = Row<"deliveries">;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function apiKey(chance: Chance, number: number, now: Date): Key {
  const createdAt = new Date(now.getTime() - chance.next() * 300 * DAY_MS);
  const revoked = chance.under(4) === 0;
  return {
    id: seededId(4, number),
    name: `${chance.one(["billing", "search", "reports", "sync", "import"])}-${number}`,
    // The hash of no key.
    hash: `seeded-${newId()}`,
    prefix: `pb_seed${number}`,
    scopes: null,
    providers: null,
    owners: null,
    rules: null,
    createdBy: null,
    replaces: null,
    createdAt,
    expiresAt: null,
    revokedAt: revoked ? now : null,
    lastUsedAt: new Date(now.getTime() - chance.next() * DAY_MS),
  };
}

export function endpoint(number: number, now: Date): Endpoint {
  const id = `ep_${seededId(5, number)}`;
  return {
    id,
    url: `https://hooks-${number}.seeded.example/patchbay`,
    name: `hooks-${number}.seeded.example`,
    types: null,
    sealedSecret: sealSecret(id, newSecret()),
    sealedOldSecret: null,
    oldSecretUntil: null,
    createdBy: null,
    createdAt: new Date(now.getTime() - 300 * DAY_MS),
    failingSince: null,
    disabledAt: now,
    disabledReason: "by_hand",
  };
}

/** What was told of connections in the last days, evenly and in its order, from a position on. */
export function* messages(
  chance: Chance,
  known: readonly Known[],
  { amount, now, from, position }: { amount: number; now: Date; from: number; position: number },
): Generator<Message> {
  const types = Object.keys(messageTypes).filter((type) => type.startsWith("connection."));
  const begin = now.getTime() - DAYS * DAY_MS;
  for (let index = 0; index < amount; index += 1) {
    const { id: subject, provider } = chance.one(known);
    const type = chance.one(types);
    const createdAt = new Date(begin + Math.floor((index / amount) * DAYS * DAY_MS));
    yield {
      position: position + index,
      id: `msg_${seededId(6, from + index)}`,
      type,
      subject,
      payload: { type, timestamp: createdAt.toISOString(), data: { id: subject, provider } },
      createdAt,
      dueAt: null,
    };
  }
}

/** A delivery of a message: one in a thousand was given up, one in two thousand waits for its endpoint. */
export function delivery(chance: Chance, number: number, to: Endpoint, message: Message): Delivery {
  const outcome = chance.weighted([
    ["delivered", 1_997],
    ["given_up", 2],
    ["waiting", 1],
  ] as const);
  const at = message.createdAt;
  const well = outcome === "delivered";
  return {
    id: `dlv_${seededId(7, number)}`,
    endpointId: to.id,
    position: message.position,
    messageId: message.id,
    subject: message.subject,
    outcome,
    tries: [
      {
        at: at.toISOString(),
        ms: 20 + chance.under(200),
        status: well ? 200 : 503,
        reason: null,
      },
    ],
    failures: well ? 0 : 1,
    leaseOwner: null,
    leaseUntil: null,
    dueAt: null,
    createdAt: at,
    endedAt: outcome === "waiting" ? null : at,
  };
}
