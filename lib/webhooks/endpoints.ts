import "#lib/server-only";
import { z } from "zod";
import {
  type DeliveryRow,
  findDelivery,
  insertDeliveries,
  type ListedDelivery,
  listDeliveries as listRows,
  resetDeliveries,
  setWaiting,
} from "#db/deliveries";
import { insertMessage, listMessagesSince, type MessageRow } from "#db/messages";
import type { DeliveryTry } from "#db/schema";
import { type Closing, store } from "#db/store";
import {
  changeEndpoint as changeRow,
  deleteEndpoint as deleteRow,
  type EndpointRow,
  enableEndpoint as enableRow,
  findEndpoint,
  insertEndpoint,
  listEndpoints as listEndpointRows,
  rotateEndpoint as rotateRow,
  standingEndpoint,
} from "#db/webhook-endpoints";
import type { AuditAction } from "#lib/audit/actions";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { cleanText } from "#lib/providers/oauth";
import { newId } from "#lib/random";
import type { Doer } from "#lib/request";
import { checkedUrl } from "./address.ts";
import { type DisabledReason, disable } from "./disable.ts";
import { delivery, inserting, wants } from "./fan-out.ts";
import { written } from "./message.ts";
import { noteWell } from "./rest.ts";
import { newSecret, openSecret, sealOldSecret, sealSecret } from "./secret.ts";
import { type MessageType, messageTypes, TEST_TYPE } from "./types.ts";
import { wake } from "./wake.ts";

/**
 * The endpoints of the host application, for administrators' pages and the developer API. Each function takes
 * who does it, for the audit log; whether they may is decided before (`asAdministrator`, or a key's scopes).
 */

const HOUR_MS = 3_600_000;
const typeNames = Object.keys(messageTypes) as [MessageType, ...MessageType[]];
const name = z.string().trim().max(120);
const url = z.string().trim().min(1).max(2_000);
/** Null: every type, those of later versions too. */
const types = z.array(z.enum(typeNames)).min(1).max(typeNames.length).nullable();

export const endpointInput = z.strictObject({
  url,
  name: name.default(""),
  types: types.default(null),
});
export const endpointChanges = z.strictObject({
  url: url.optional(),
  name: name.optional(),
  types: types.optional(),
  enabled: z.boolean().optional(),
});
export const rotationInput = z.strictObject({
  /** How long the old secret signs as well. */
  overlapHours: z.number().int().min(0).max(168).default(24),
});
export const deliveriesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  outcome: z.enum(["waiting", "delivered", "given_up"]).optional(),
});
export const replayInput = z.strictObject({ since: z.coerce.date() });

export type EndpointView = {
  id: string;
  name: string;
  url: string;
  types: string[] | null;
  state: "working" | "failing" | "disabled";
  failingSince: Date | null;
  disabledAt: Date | null;
  disabledReason: DisabledReason | null;
  /** Until when the secret before this one signs as well. */
  oldSecretUntil: Date | null;
  createdAt: Date;
};

export type DeliveryView = {
  id: string;
  messageId: string;
  type: string | null;
  subject: string;
  outcome: DeliveryRow["outcome"];
  tries: DeliveryTry[];
  /** When it is tried (again); null: it has ended, or its endpoint is disabled. */
  nextTryAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
};

/** With the secret, which is seen this once. */
export async function createEndpoint(by: Doer, given: z.input<typeof endpointInput>) {
  const input = checked(endpointInput, given);
  const address = await checkedUrl(input.url);
  const at = now();
  const id = `ep_${newId()}`;
  const secret = newSecret();
  const row: EndpointRow = {
    id,
    url: address,
    name: cleanText(input.name) ?? new URL(address).host,
    types: input.types,
    sealedSecret: sealSecret(id, secret),
    sealedOldSecret: null,
    oldSecretUntil: null,
    createdBy: by.id,
    createdAt: at,
    failingSince: null,
    disabledAt: null,
    disabledReason: null,
  };
  await store().atomically([
    insertEndpoint(row),
    told("webhook.created", row, by, at, { url: address, types: row.types }),
  ]);
  return { ...view(row), secret };
}

export async function listEndpoints(_by: Doer): Promise<EndpointView[]> {
  return (await listEndpointRows()).map(view);
}

export async function readEndpoint(_by: Doer, id: string): Promise<EndpointView> {
  return view(await known(id));
}

export async function changeEndpoint(by: Doer, id: string, given: z.input<typeof endpointChanges>) {
  const { enabled, ...input } = checked(endpointChanges, given);
  const row = await known(id);
  const address = input.url === undefined ? row.url : await checkedUrl(input.url);
  const changes = {
    url: address,
    name: cleanText(input.name) ?? row.name,
    types: input.types === undefined ? row.types : input.types,
  };
  const isOther = (field: keyof typeof changes) =>
    JSON.stringify(changes[field]) !== JSON.stringify(row[field]);
  const changed = (Object.keys(changes) as (keyof typeof changes)[]).filter(isOther);
  if (changed.length > 0) {
    const data = Object.fromEntries(changed.map((field) => [field, changes[field]]));
    await atomic([changeRow(id, changes), told("webhook.changed", row, by, now(), data)]);
  }
  if (enabled === true) await enableEndpoint(by, id);
  if (enabled === false) await disable(row, "by_hand", by);
  return readEndpoint(by, id);
}

/** What waited is delivered now, oldest first. */
export async function enableEndpoint(by: Doer, id: string): Promise<void> {
  const row = await known(id);
  const at = now();
  await store().atomically([enableRow(id), setWaiting(id, at), told("webhook.enabled", row, by, at)]);
  noteWell(id);
  wake();
}

export async function disableEndpoint(by: Doer, id: string): Promise<void> {
  await disable(await known(id), "by_hand", by);
}

/** A new secret, seen this once; the one before signs as well for a while. */
export async function rotateSecret(by: Doer, id: string, given: z.input<typeof rotationInput> = {}) {
  const { overlapHours } = checked(rotationInput, given);
  const row = await known(id);
  const at = now();
  const secret = newSecret();
  const overlap = overlapHours === 0 ? null : new Date(at.getTime() + overlapHours * HOUR_MS);
  await atomic([
    rotateRow(row, {
      sealedSecret: sealSecret(id, secret),
      sealedOldSecret: overlap === null ? null : sealOldSecret(id, openSecret(row)),
      oldSecretUntil: overlap,
    }),
    told("webhook.rotated", row, by, at, { overlapHours }),
  ]);
  return { ...(await readEndpoint(by, id)), secret };
}

/** With its deliveries. */
export async function deleteEndpoint(by: Doer, id: string): Promise<void> {
  const row = await known(id);
  await atomic([deleteRow(id), told("webhook.deleted", row, by, now(), { url: row.url })]);
}

/** Sends a message that says it is a test, to this endpoint alone; answers its id. */
export async function sendTest(by: Doer, id: string): Promise<string> {
  const row = await enabled(id);
  const at = now();
  const message = {
    // A subject of its own: whoever mended the endpoint and tries again does not wait behind the try before.
    ...written(TEST_TYPE, `endpoint:${id}:${newId()}`, at, { endpointId: id, endpointName: row.name }),
    dueAt: null,
  };
  const sending: Closing = {
    *closing(db) {
      const [placed] = (yield insertMessage(message)(db)) as Pick<MessageRow, "position">[];
      if (placed !== undefined) yield insertDeliveries([delivery(row, { ...message, ...placed }, at)])(db);
    },
  };
  await atomic([
    standingEndpoint(id),
    sending,
    told("webhook.tested", row, by, at, { messageId: message.id }),
  ]);
  wake();
  return message.id;
}

/** Newest first; `nextCursor` for the page after. */
export async function listDeliveries(_by: Doer, id: string, given: Record<string, unknown> = {}) {
  const { limit, cursor, outcome } = checked(deliveriesQuery, given);
  await known(id);
  const rows = await listRows({ endpointId: id, outcome }, { before: cursor ?? null, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    data: page.map(deliveryView),
    nextCursor: rows.length > limit ? String(page.at(-1)?.position) : null,
  };
}

/** One delivery once more, whatever became of it. */
export async function replayDelivery(by: Doer, id: string, deliveryId: string): Promise<void> {
  const row = await enabled(id);
  const found = await findDelivery(deliveryId);
  if (found === null || found.endpointId !== id) throw new Failure("not_found", "delivery");
  const at = now();
  // A try that is under way is as good as another one.
  await store().atomically([
    resetDeliveries(id, [found.messageId], at),
    told("webhook.replayed", row, by, at, { messageId: found.messageId }),
  ]);
  wake();
}

const MOST_REPLAYED = 10_000;
const PAGE = 500;

/**
 * Everything since an instant once more, in its order, also what the endpoint was not told while it was
 * disabled or did not exist. Answers how many; the oldest 10,000 at a time.
 */
export async function replaySince(by: Doer, id: string, given: z.input<typeof replayInput>): Promise<number> {
  const { since } = checked(replayInput, given);
  const row = await enabled(id);
  const at = now();
  const wanted: Awaited<ReturnType<typeof listMessagesSince>> = [];
  for (let after = -1, page = PAGE; page === PAGE && wanted.length < MOST_REPLAYED; ) {
    const messages = await listMessagesSince(since, after, PAGE);
    wanted.push(...messages.filter((message) => wants(row, message) && isForAll(message)));
    after = messages.at(-1)?.position ?? after;
    page = messages.length;
  }
  const messages = wanted.slice(0, MOST_REPLAYED);
  const pages = Array.from({ length: Math.ceil(messages.length / PAGE) }, (_, page) =>
    messages.slice(page * PAGE, (page + 1) * PAGE).map((message) => message.id),
  );
  await atomic([
    standingEndpoint(id),
    ...pages.map((ids) => resetDeliveries(id, ids, at)),
    ...inserting(messages.map((message) => delivery(row, message, at))),
    told("webhook.replayed", row, by, at, { since: since.toISOString(), messages: messages.length }),
  ]);
  wake();
  return messages.length;
}

const isForAll = ({ type }: Pick<MessageRow, "type">) => type !== TEST_TYPE;

async function known(id: string): Promise<EndpointRow> {
  const row = id.length > 60 ? null : await findEndpoint(id);
  if (row === null) throw new Failure("not_found", "webhook endpoint");
  return row;
}

async function enabled(id: string): Promise<EndpointRow> {
  const row = await known(id);
  if (row.disabledAt !== null) throw new Failure("webhook_disabled", id);
  return row;
}

/** Where nobody else may have been quicker. */
async function atomic(batch: Parameters<ReturnType<typeof store>["atomically"]>[0]): Promise<void> {
  if ((await store().atomically(batch)) === null) throw new Failure("not_found", "webhook endpoint");
}

function checked<T extends z.ZodType>(shape: T, given: unknown): z.output<T> {
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw new Failure("invalid_input", parsed.error.issues[0]?.path.join(".") || "body");
  return parsed.data;
}

const told = (
  action: AuditAction,
  row: EndpointRow,
  by: Doer,
  at: Date,
  data: Record<string, unknown> = {},
) => recorded({ action, target: { kind: "webhook", id: row.id, name: row.name }, at, data, by });

function view(row: EndpointRow): EndpointView {
  const { id, url, types, createdAt, failingSince, disabledAt, oldSecretUntil } = row;
  return {
    id,
    name: row.name,
    url,
    types,
    state: disabledAt !== null ? "disabled" : failingSince !== null ? "failing" : "working",
    failingSince,
    disabledAt,
    disabledReason: row.disabledReason as DisabledReason | null,
    oldSecretUntil: oldSecretUntil !== null && oldSecretUntil > now() ? oldSecretUntil : null,
    createdAt,
  };
}

function deliveryView(row: ListedDelivery): DeliveryView {
  const { id, messageId, type, subject, outcome, tries, dueAt, createdAt, endedAt } = row;
  return { id, messageId, type, subject, outcome, tries, nextTryAt: dueAt, createdAt, endedAt };
}
