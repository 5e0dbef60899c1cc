import "#lib/server-only";
import { bulkhead } from "cockatiel";
import { saveRevocation } from "#db/connection-changes";
import { type ConnectionRow, listByAccount } from "#db/connections";
import { delayInbox, finishInbox, type InboxRow, isRemovedSince, type Outcome } from "#db/inbox";
import { deleteInstallation, offerInstallation } from "#db/installations";
import { type Closing, store } from "#db/store";
import type { AuditAction } from "#lib/audit/actions";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure, type FailureCode } from "#lib/errors";
import { log } from "#lib/log";
import { newId } from "#lib/random";
import { PATCHBAY } from "#lib/request";
import { world } from "#lib/world";
import { nextTry } from "./due.ts";
import { news } from "./events.ts";
import { freshConnection } from "./fresh.ts";

/**
 * What follows from a vendor's word. Words come late, twice and in any order, so each is judged by its own
 * instant against what is stored: a removal ends the links made before it, an installation waits for its
 * owner unless a later removal or link is known. Any number of processes may act on the same word at once.
 */

const AT_ONCE = 5;
/** Beyond that, whatever sweeps next takes it. */
const MOST_WAITING = 500;
/** How far the vendor's clock and ours may be apart. */
const EITHER_CLOCK_MS = 120_000;
const TRIES = 5;
const isOver = new Set<FailureCode>(["reauth_required", "disconnected", "not_found"]);

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayInbox?: Map<string, Promise<boolean>> };
holder.patchbayInbox ??= new Map();
const running = holder.patchbayInbox;
const few = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);

/** Begins to act on an entry that was just stored; nobody waits for it. */
export function begin(entry: InboxRow): void {
  // After the vendor's answer, which has to be quick.
  if (running.size < MOST_WAITING) setImmediate(() => void attendEntry(entry));
}

/** Acts on an entry, or puts it off when that cannot be done now: true when done. Never rejects. */
export function attendEntry(entry: InboxRow): Promise<boolean> {
  const already = running.get(entry.id);
  if (already !== undefined) return already;
  const work = few.execute(() => attend(entry)).finally(() => running.delete(entry.id));
  running.set(entry.id, work);
  return work;
}

/** Ends when everything that was begun in this process is done. */
export async function inboxEnded(): Promise<void> {
  await Promise.allSettled(running.values());
}

async function attend(entry: InboxRow): Promise<boolean> {
  try {
    await (entry.kind === "removed" ? removed(entry) : installed(entry));
    return true;
  } catch (error) {
    await putOff(entry, error).catch((again: Error) =>
      log.error(
        { entry: entry.id, error: again.name },
        "The inbox could not be written; its entry stays due.",
      ),
    );
    return false;
  }
}

async function putOff(entry: InboxRow, error: unknown): Promise<void> {
  const failure = error instanceof Failure ? error : null;
  const failures = entry.failures + 1;
  const dueAt = nextTry(now(), failures, world().random(), failure?.retryAfterMs);
  log.warn(
    { entry: entry.id, code: failure?.code, detail: failure?.detail, error: (error as Error).name },
    "A webhook could not be acted on yet.",
  );
  await delayInbox(entry.id, failures, dueAt);
}

async function removed(entry: InboxRow): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) if (await endLinks(entry)) return;
  throw new Failure("busy", "the connections kept changing");
}

/** Ends what the removal is about; false when a connection changed while it was judged. */
async function endLinks(entry: InboxRow): Promise<boolean> {
  const live = (await listByAccount(entry.provider, entry.accountId)).filter(
    ({ status }) => status !== "revoked",
  );
  const ended: ConnectionRow[] = [];
  for (const row of live) {
    const judged = await judge(entry, row);
    if (judged === "changed") return false;
    if (judged === "ended") ended.push(row);
  }
  await takeAway(entry);
  if (ended.length === 0) {
    await store().atomically([finishInbox(entry.id, live.length === 0 ? "nothing_to_do" : "stale")]);
    return true;
  }
  for (const row of ended) {
    const at = now();
    const rows = await store().atomically([
      saveRevocation(row, { erasedAt: at.toISOString(), revocation: "removed" }),
      ...news("removed", row, { actorId: null, at }),
      ...(row === ended.at(-1) ? [finishInbox(entry.id, "applied")] : []),
    ]);
    if (rows === null) return false;
    log.info({ connection: row.id }, "Removed at the vendor.");
  }
  return true;
}

/**
 * Whether the removal ends a link or is older news than it. A little older may be the clocks' difference:
 * then the vendor is asked, by wanting a token, and its refusal changes what there is to judge.
 */
async function judge({ at }: InboxRow, row: ConnectionRow): Promise<"ended" | "stays" | "changed"> {
  // The vendor's times have whole seconds.
  const olderMs = Math.floor(row.linkedAt.getTime() / 1000) * 1000 - at.getTime();
  if (olderMs <= 0) return "ended";
  if (olderMs > EITHER_CLOCK_MS) return "stays";
  if (row.status === "needs_reauth") return "ended";
  return (await isAccepted(row)) ? "stays" : "changed";
}

/** Whether the vendor still gives a token for a connection; false also where it ended meanwhile. */
async function isAccepted(row: ConnectionRow): Promise<boolean> {
  try {
    await freshConnection(row.id, { need: "new" });
    return true;
  } catch (error) {
    if (error instanceof Failure && isOver.has(error.code)) return false;
    throw error;
  }
}

/** No token is asked for: the installation waits until its owner links it. */
async function installed(entry: InboxRow): Promise<void> {
  const { id, provider, accountId, originId, at } = entry;
  if ((await overtaken(entry)) === null)
    await store().atomically([
      offerInstallation({ id: newId(), provider, accountId, originId, installedAt: at }),
      written("installation.announced", entry),
    ]);
  // Asked again now that it is written: whatever overtakes it from here on finds it, and takes it away.
  const outcome = (await overtaken(entry)) ?? "quarantined";
  if (outcome === "stale") await takeAway(entry);
  await store().atomically([
    finishInbox(id, outcome),
    // Linked meanwhile, which the log has already.
    ...(outcome === "nothing_to_do" ? [deleteInstallation(provider, accountId, at)] : []),
  ]);
}

/** An installation that still waits for its owner, and was removed at that instant; the log has it once. */
async function takeAway(entry: InboxRow): Promise<void> {
  await store().atomically([
    deleteInstallation(entry.provider, entry.accountId, entry.at),
    written("installation.removed", entry),
  ]);
}

const written = (action: AuditAction, { provider, accountId, originId }: InboxRow): Closing =>
  recorded({
    action,
    target: { kind: "installation", id: accountId, name: accountId },
    at: now(),
    data: { provider, ...(originId === null ? {} : { copiedFrom: originId }) },
    by: PATCHBAY,
  });

/** What came after an installation: its removal, or a link. A link made before it may be one that was removed since. */
async function overtaken({ provider, accountId, at }: InboxRow): Promise<Outcome | null> {
  if (await isRemovedSince(provider, accountId, at)) return "stale";
  const rows = await listByAccount(provider, accountId);
  return rows.some(({ linkedAt }) => linkedAt >= at) ? "nothing_to_do" : null;
}
