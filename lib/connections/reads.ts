import "#lib/server-only";
import { setImmediate as breathe } from "node:timers/promises";
import type { Tally } from "#db/audit";
import type { ConnectionRow } from "#db/connections";
import { type Reads, saveReads } from "#db/reads";
import type { Durable } from "#db/store";
import { oneMore, recorded, type Told } from "#lib/audit/record";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { countTokenRead } from "#lib/metrics/count";
import { currentRequest } from "#lib/request";

/**
 * Which key was handed which token, when, and where to: for the audit log, the figures, and the connection's
 * own page. Written in batches, so that no read waits; a process that dies takes the last second with it, a machine
 * that loses its power the last two.
 */

const EVERY_MS = 1_000;
/** How exactly a connection's own page says when it was last read; the audit log has every time. */
const NOTED_EVERY_MS = 30_000;
/** To a batch; it is written while nobody is answered. */
const AT_ONCE = 50;
/** What cannot be written is kept; beyond these, tokens are no longer handed out rather than unrecorded. */
export const MOST_WAITING = 10_000;
const LONGEST_WAITING_MS = 60_000;
const RETRY_MS = 2_000;

/** Equal reads of one batch: same key, same connection, same address. */
type Read = {
  keyId: string;
  keyName: string;
  connectionId: string;
  connectionName: string;
  provider: string;
  /** Whether the connection's own page has to be told. */
  isNews: boolean;
  address: string | null;
  requestId: string | null;
  at: Date;
  count: number;
  /** Set where the token did not leave, but was used for a call through the proxy. */
  call: Proxied | null;
};

/** A call through the proxy, as the audit log tells it: never its query, which may hold anything. */
export type Proxied = { method: string; path: string; status: number };

type Desk = {
  /** By connection. */
  waiting: Map<string, Read[]>;
  /** How many those are. */
  size: number;
  /** How many are being written. */
  underWay: number;
  timer: NodeJS.Timeout | null;
  writing: Promise<void> | null;
  /** On the process's own clock; null: the last batch was written. */
  failingSince: number | null;
};

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayReads?: Desk };
holder.patchbayReads ??= {
  waiting: new Map(),
  size: 0,
  underWay: 0,
  timer: null,
  writing: null,
  failingSince: null,
};
const desk = holder.patchbayReads;

/** Throws where a read could not be recorded any more. */
export function requireRoomForReads(): void {
  const late = desk.failingSince !== null && performance.now() - desk.failingSince > LONGEST_WAITING_MS;
  if (late || desk.size + desk.underWay >= MOST_WAITING)
    throw new Failure("storage_unavailable", "reads cannot be recorded", { retryAfterMs: RETRY_MS });
}

type ReadRow = Pick<ConnectionRow, "id" | "label" | "accountName" | "provider" | "lastReadAt" | "lastReadBy">;
type Reader = { keyId: string; name: string };

export function noteRead(row: ReadRow, key: Reader, at: Date): void {
  countTokenRead();
  note(row, key, at, null);
}

export function noteProxied(row: ReadRow, key: Reader, at: Date, call: Proxied): void {
  note(row, key, at, call);
}

function note(row: ReadRow, key: Reader, at: Date, call: Proxied | null): void {
  const request = currentRequest();
  const address = request?.address ?? null;
  const isNews =
    row.lastReadBy !== key.keyId ||
    row.lastReadAt === null ||
    Math.abs(at.getTime() - row.lastReadAt.getTime()) > NOTED_EVERY_MS;
  desk.timer ??= setTimeout(() => void writeReads(), EVERY_MS).unref();
  const known = equalOf(row.id, key.keyId, address, call);
  if (known !== undefined) {
    merge(known, { isNews, at, count: 1 });
    return;
  }
  put({
    keyId: key.keyId,
    keyName: key.name,
    connectionId: row.id,
    connectionName: row.label ?? row.accountName,
    provider: row.provider,
    isNews,
    address,
    requestId: request?.id ?? null,
    at,
    count: 1,
    call,
  });
}

/** The one among those that wait that another read of the same kind is counted with. */
function equalOf(
  connectionId: string,
  keyId: string,
  address: string | null,
  call: Proxied | null,
): Read | undefined {
  return desk.waiting
    .get(connectionId)
    ?.find((read) => read.keyId === keyId && read.address === address && isSame(read.call, call));
}

const isSame = (one: Proxied | null, other: Proxied | null) =>
  one === other ||
  (one?.method === other?.method && one?.path === other?.path && one?.status === other?.status);

function merge(known: Read, { isNews, at, count }: Pick<Read, "isNews" | "at" | "count">): void {
  known.count += count;
  known.isNews ||= isNews;
  if (at > known.at) known.at = at;
}

function put(read: Read): void {
  const beside = desk.waiting.get(read.connectionId);
  if (beside === undefined) desk.waiting.set(read.connectionId, [read]);
  else beside.push(read);
  desk.size += 1;
}

function take(read: Read): void {
  const beside = desk.waiting.get(read.connectionId);
  const at = beside?.indexOf(read) ?? -1;
  if (beside === undefined || at < 0) return;
  beside.splice(at, 1);
  if (beside.length === 0) desk.waiting.delete(read.connectionId);
  desk.size -= 1;
}

function putBack(read: Read): void {
  const known = equalOf(read.connectionId, read.keyId, read.address, read.call);
  if (known === undefined) put(read);
  else merge(known, read);
}

/** At the end of the process, when nobody reads any more: writes all that waits, if it can be written. */
export async function readsWritten(): Promise<void> {
  await desk.writing;
  if (desk.size > 0) await writeReads();
}

function writeReads(): Promise<void> {
  if (desk.timer !== null) clearTimeout(desk.timer);
  desk.timer = null;
  desk.writing ??= writeAll().finally(() => {
    desk.writing = null;
    if (desk.size > 0) desk.timer ??= setTimeout(() => void writeReads(), EVERY_MS).unref();
  });
  return desk.writing;
}

/** Those that are added meanwhile are the next round's. */
async function writeAll(): Promise<void> {
  const all = [...desk.waiting.values()].flat();
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const isLast = from + AT_ONCE >= all.length;
    // The disk is waited for once a round, since nobody else is answered meanwhile.
    if (!(await write(all.slice(from, from + AT_ONCE), isLast ? "at once" : "with the next"))) return;
    await breathe();
  }
}

async function write(batch: Read[], durable: Durable): Promise<boolean> {
  for (const read of batch) take(read);
  desk.underWay += batch.length;
  try {
    await saveReads(byKey(batch), recorded(batch.map(told), tallies(batch)), durable);
    desk.failingSince = null;
    return true;
  } catch (error) {
    for (const read of batch) putBack(read);
    desk.failingSince ??= performance.now();
    log.warn({ error: (error as Error).name, reads: desk.size }, "Reads could not be recorded yet.");
    return false;
  } finally {
    desk.underWay -= batch.length;
  }
}

function byKey(batch: readonly Read[]): Reads[] {
  const news = batch.filter(({ isNews }) => isNews);
  return [...Map.groupBy(news, ({ keyId }) => keyId)].map(([keyId, reads]) => ({
    keyId,
    connectionIds: reads.map(({ connectionId }) => connectionId),
    at: reads.reduce((latest, { at }) => (at > latest ? at : latest), new Date(0)),
  }));
}

const told = (read: Read): Told => ({
  action: read.call === null ? "token.read" : "token.proxied",
  target: { kind: "connection", id: read.connectionId, name: read.connectionName },
  at: read.at,
  data: { provider: read.provider, count: read.count, ...read.call },
  by: { kind: "key", id: read.keyId, name: read.keyName },
  // Several reads have as many requests; the first one stands for them.
  from: { address: read.address, requestId: read.requestId },
});

const HOUR_MS = 3_600_000;

/** A vendor's reads of an hour together. */
function tallies(batch: readonly Read[]): Tally[] {
  const groups = Map.groupBy(
    batch,
    ({ provider, at, call }) => `${call === null} ${provider} ${Math.floor(at.getTime() / HOUR_MS)}`,
  );
  return [...groups.values()].flatMap((reads) => {
    const count = reads.reduce((sum, read) => sum + read.count, 0);
    return reads
      .slice(0, 1)
      .map(({ provider, at, call }) => oneMore(call === null ? "read" : "proxied", provider, at, count));
  });
}
