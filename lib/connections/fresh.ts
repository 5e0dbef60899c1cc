import "#lib/server-only";
import { setTimeout as pause } from "node:timers/promises";
import { claimLease, saveFailure, saveRefusal, saveRenewal } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { Failure, type FailureCode, isFailureCode } from "#lib/errors";
import { log } from "#lib/log";
import { findProvider } from "#lib/providers/index";
import type { Provider, TokenSet } from "#lib/providers/types";
import { newId } from "#lib/random";
import { heldBy, sealCredentials } from "./credentials.ts";
import { event } from "./events.ts";
import { renew } from "./renew.ts";

/**
 * The one function that everything goes through for a working token: reads, buttons, the sweep. Many may
 * ask at once, in many processes; the vendor is asked once.
 */

/** Longer than the vendor deadlines of two renewals and the commit together. */
const LEASE_MS = 30_000;
const MARGIN_MS = 60_000;
const PATIENCE_MS = 25_000;
const LONGEST_BACKOFF_MS = 300_000;
const OWNER = newId();

export type FreshOptions = {
  /** Who asked, for the activity log; null: Patchbay by itself. */
  actorId?: string | null;
  /** Renew even if there is life left, as "Refresh now" does. */
  force?: boolean;
};

// Callers in one process share one promise; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayFresh?: Map<string, Promise<ConnectionRow>> };
holder.patchbayFresh ??= new Map();
const running = holder.patchbayFresh;

/**
 * The connection's row with an access token that works now. Rejects with `reauth_required` or
 * `disconnected` where the person is needed, `busy` where another owner is too slow, else with the failure
 * of the renewal; but a token that still lives is handed out whatever the vendor's token endpoint does.
 */
export async function freshConnection(id: string, options: FreshOptions = {}): Promise<ConnectionRow> {
  const row = await readUsable(id);
  const at = now();
  if (options.force !== true && (isFresh(row, at) || (!row.renewable && isAlive(row, at)))) return row;
  const key = `${id} ${row.generation}`;
  const already = running.get(key);
  // Whoever comes while a renewal runs does not wait for it as long as the old token is good.
  if (already !== undefined) return options.force !== true && isAlive(row, at) ? row : already;
  const work = converge(row, options).finally(() => running.delete(key));
  running.set(key, work);
  return work;
}

async function readUsable(id: string): Promise<ConnectionRow> {
  const row = await findConnection("everyone", id);
  if (row === null) throw new Failure("not_found", "connection");
  if (row.status === "needs_reauth") throw new Failure("reauth_required", row.id);
  if (row.status === "revoked") throw new Failure("disconnected", row.id);
  return row;
}

/** Enough life for the caller to use the token; a short-lived token is not renewed at every read. */
function isFresh(row: ConnectionRow, at: Date): boolean {
  if (row.expiresAt === null) return true;
  const life =
    row.issuedAt === null ? Number.POSITIVE_INFINITY : row.expiresAt.getTime() - row.issuedAt.getTime();
  return row.expiresAt.getTime() - at.getTime() > Math.min(MARGIN_MS, life / 5);
}

const isAlive = (row: ConnectionRow, at: Date) => row.expiresAt === null || row.expiresAt > at;

/** Claims, waits or takes over until somebody has brought the connection past the generation it began at. */
async function converge(begun: ConnectionRow, options: FreshOptions): Promise<ConnectionRow> {
  const provider = findProvider(begun.provider);
  if (provider === undefined) throw new Failure("provider_not_configured", begun.provider);
  const patience = performance.now() + PATIENCE_MS;
  let row = begun;
  while (row.generation === begun.generation) {
    const at = now();
    if (options.force !== true && row.retryAt !== null && row.retryAt > at) return resting(row, at);
    const claimed = await claimLease({
      id: row.id,
      generation: row.generation,
      owner: OWNER,
      now: at,
      until: new Date(at.getTime() + LEASE_MS),
    });
    if (claimed !== null) return renewClaimed(provider, claimed, options);
    if (options.force !== true && isAlive(row, at)) return row;
    if (performance.now() > patience) throw new Failure("busy", row.id, { retryAfterMs: 1_000 });
    await pause(10 + Math.random() * 15);
    row = await readUsable(row.id);
  }
  return row;
}

/** A renewal failed a moment ago: the old token while it lives, else the failure that is on record. */
function resting(row: ConnectionRow, at: Date): ConnectionRow {
  if (isAlive(row, at)) return row;
  const code: FailureCode = isFailureCode(row.failureCode) ? row.failureCode : "provider_unreachable";
  throw new Failure(code, row.id, { retryAfterMs: (row.retryAt ?? at).getTime() - at.getTime() });
}

async function renewClaimed(
  provider: Provider,
  row: ConnectionRow,
  options: FreshOptions,
): Promise<ConnectionRow> {
  const startedAt = now();
  try {
    const held = heldBy(row, provider);
    if (held === null) throw new Failure("reauth_required", `${row.id}: nothing is held`);
    const tokens = await renew(provider, held);
    return await save(provider, row, { ...held, tokens }, startedAt, options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.code === "reauth_required" ? refused(row, error, options) : failed(row, error, options);
  }
}

type Renewed = { tokens: TokenSet; grant: NonNullable<ReturnType<typeof heldBy>>["grant"] };

async function save(
  provider: Provider,
  row: ConnectionRow,
  { tokens, grant }: Renewed,
  startedAt: Date,
  { actorId = null }: FreshOptions,
): Promise<ConnectionRow> {
  const at = now();
  const sealed = sealCredentials({ id: row.id, generation: row.generation + 1 }, provider, {
    // A vendor that stays silent about scopes has not changed them.
    tokens: { ...tokens, scopes: tokens.scopes ?? row.grantedScopes },
    grant: tokens.grant ?? grant,
    accountId: row.accountId,
    issuedAt: startedAt,
  });
  const rows = await store().atomically([
    saveRenewal(row, { ...sealed, provedAt: at }),
    event("renewed", {
      connectionId: row.id,
      actorId,
      at,
      data: { expiresAt: tokens.expiresAt?.toISOString() ?? null },
    }),
  ]);
  if (rows === null)
    log.info({ connection: row.id }, "A renewal came after newer credentials and was dropped.");
  return readUsable(row.id);
}

/** The vendor said no. If the generation has moved meanwhile, somebody else was right and this is no death. */
async function refused(row: ConnectionRow, failure: Failure, { actorId = null }: FreshOptions) {
  const at = now();
  const rows = await store().atomically([
    saveRefusal(row, { failureCode: failure.code, failedAt: at }),
    event("refused", { connectionId: row.id, actorId, at }),
  ]);
  if (rows !== null) {
    log.warn({ connection: row.id, detail: failure.detail }, "The vendor no longer accepts a connection.");
    throw failure;
  }
  return readUsable(row.id);
}

/** Nobody's connection dies of an outage: the next try is later, and a token that lives is still good. */
async function failed(row: ConnectionRow, failure: Failure, { actorId = null, force }: FreshOptions) {
  const at = now();
  const failures = row.failures + 1;
  const retryAt = nextTry(at, failures, failure);
  await store().atomically([
    saveFailure({ ...row, owner: OWNER }, { failures, failureCode: failure.code, failedAt: at, retryAt }),
    event("renewal_failed", { connectionId: row.id, actorId, at, data: { code: failure.code } }),
  ]);
  log.warn({ connection: row.id, code: failure.code, detail: failure.detail }, "A renewal failed.");
  if (force !== true && isAlive(row, at)) return row;
  throw new Failure(failure.code, failure.detail, { retryAfterMs: retryAt.getTime() - at.getTime() });
}

/** Full jitter, never before the pause the vendor asked for. */
function nextTry(at: Date, failures: number, failure: Failure): Date {
  const cap = Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** Math.min(failures, 20));
  return new Date(at.getTime() + Math.max(failure.retryAfterMs ?? 0, 1_000 + Math.random() * cap));
}
