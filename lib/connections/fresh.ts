import "#lib/server-only";
import { saveFailure, saveRefusal, saveRenewal } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import type { Intent } from "#db/schema";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { Failure, type FailureCode, isFailureCode } from "#lib/errors";
import { isOrphaned, OWNER } from "#lib/lease";
import { log } from "#lib/log";
import { findProvider } from "#lib/providers/index";
import type { Provider, TokenSet } from "#lib/providers/types";
import { traced } from "#lib/tracing/span";
import { resting, restOf } from "#lib/vendors/ask";
import { pausedSince, requireRunning } from "#lib/vendors/settings";
import { world } from "#lib/world";
import { takeForRenewal } from "./claim.ts";
import { heldBy, sealCredentials } from "./credentials.ts";
import { isAlive, isFresh, nextTry } from "./due.ts";
import { event, news } from "./events.ts";
import { persist } from "./persist.ts";
import { renew, renewalsOf } from "./renew.ts";
import { revokeLate } from "./revoke.ts";

/**
 * The one function that everything goes through for a working token: reads, buttons, the sweep. Many may
 * ask at once, in many processes; the vendor is asked once.
 */

const PATIENCE_MS = 25_000;
/** How often a token that was just fetched may turn out to have ended before the caller is sent away. */
const TURNS = 3;
/** How long the commit of an owner that was overtaken is waited for before a way is tried that would end what it holds. */
const SETTLING_MS = [50, 100, 200, 400];

/** How soon a caller may ask again where an administrator has paused renewing; nobody knows for how long. */
const PAUSED_MS = 60_000;

export type FreshOptions = {
  /** Who asked, for the activity log; null: Patchbay by itself. */
  actorId?: string | null;
  /**
   * "valid": a token that works now. "ahead": what is due, before anybody has to wait for it. "new": another
   * token although this one lives, and even if the vendor was in trouble a moment ago.
   */
  need?: "valid" | "ahead" | "new";
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
export function freshConnection(id: string, options: FreshOptions = {}): Promise<ConnectionRow> {
  return traced(
    "freshConnection",
    { "patchbay.connection": id, "patchbay.need": options.need ?? "valid" },
    () => wanted(id, options),
  );
}

async function wanted(id: string, options: FreshOptions): Promise<ConnectionRow> {
  let wish = options;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const row = await readUsable(id);
    const at = now();
    if (!isWanted(row, at, wish)) return row;
    const already = running.get(keyOf(row));
    // Whoever comes while a renewal runs does not wait for it as long as the old token is good.
    if (already !== undefined && wish.need !== "new" && isAlive(row, at)) return row;
    const renewed = await (already ?? begin(row, wish));
    if (wish.need === "ahead" || isAlive(renewed, now())) return renewed;
    // A machine that slept meanwhile wakes up with a token that has ended; so does one whose clock is wrong.
    wish = { ...options, need: "valid" };
  }
  throw new Failure("busy", id, { retryAfterMs: 1_000 });
}

const keyOf = ({ id, generation }: ConnectionRow) => `${id} ${generation}`;

function begin(row: ConnectionRow, options: FreshOptions): Promise<ConnectionRow> {
  const work = converge(row, options).finally(() => running.delete(keyOf(row)));
  running.set(keyOf(row), work);
  return work;
}

/** Renewals under way in this process have ended, one way or the other. */
export async function renewalsEnded(): Promise<void> {
  await Promise.allSettled(running.values());
}

/** What says whether a stored token can be handed out. */
type Usable = Pick<
  ConnectionRow,
  "status" | "renewable" | "expiresAt" | "issuedAt" | "leaseOwner" | "leaseUntil" | "dueAt"
>;

/** Whether a row that was read just now can be handed out as it is, without waiting for anybody. */
export const isUsable = (row: Usable, at: Date): boolean => row.status === "active" && !isWanted(row, at, {});

async function readUsable(id: string): Promise<ConnectionRow> {
  const row = await findConnection("everyone", id);
  if (row === null) throw new Failure("not_found", "connection");
  if (row.status === "needs_reauth") throw new Failure("reauth_required", row.id);
  if (row.status === "revoked") throw new Failure("disconnected", row.id);
  return row;
}

function isWanted(row: Usable, at: Date, { need = "valid" }: FreshOptions): boolean {
  if (need === "new") return true;
  if (!row.renewable && isAlive(row, at)) return false;
  // A renewal died with its owner. The vendor may have replaced the token, which then lives on paper only.
  if (isOrphaned(row, at)) return true;
  return need === "ahead" ? row.dueAt !== null && row.dueAt <= at : !isFresh(row, at);
}

/** Claims, waits or takes over until somebody has brought the connection past the generation it began at. */
async function converge(begun: ConnectionRow, options: FreshOptions): Promise<ConnectionRow> {
  const provider = findProvider(begun.provider);
  if (provider === undefined) throw new Failure("provider_not_configured", begun.provider);
  const patience = performance.now() + PATIENCE_MS;
  let row = begun;
  while (row.generation === begun.generation) {
    const at = now();
    if (options.need === "new") await requireRunning(provider.id, "renewing");
    const pause = options.need === "new" ? null : await pauseOf(provider, row, at);
    if (pause !== null) return aliveOr(row, at, pause);
    const claimed = await takeForRenewal(row);
    if (claimed !== null) return renewClaimed(provider, claimed, options);
    if (options.need === "ahead" || (options.need !== "new" && isAlive(row, at))) return row;
    if (performance.now() > patience) throw new Failure("busy", row.id, { retryAfterMs: 1_000 });
    await world().pause(10 + world().random() * 15);
    row = await readUsable(row.id);
  }
  return row;
}

/**
 * Why there must be no call right now: an administrator has paused renewing, this connection's last try failed
 * a moment ago, or the vendor is in trouble.
 */
async function pauseOf(provider: Provider, row: ConnectionRow, at: Date): Promise<Failure | null> {
  if ((await pausedSince(provider.id, "renewing")) !== null)
    return new Failure("vendor_paused", row.id, { retryAfterMs: PAUSED_MS });
  // A failure in the future is of a clock that was set back since; its pause says nothing.
  if (row.retryAt !== null && row.retryAt > at && (row.failedAt === null || row.failedAt <= at)) {
    const code: FailureCode = isFailureCode(row.failureCode) ? row.failureCode : "provider_unreachable";
    return new Failure(code, row.id, { retryAfterMs: row.retryAt.getTime() - at.getTime() });
  }
  const rest = await restOf(provider);
  return rest === 0 ? null : resting(provider.id, rest);
}

/** The old token while it lives. */
function aliveOr(row: ConnectionRow, at: Date, failure: Failure): ConnectionRow {
  if (isAlive(row, at)) return row;
  throw failure;
}

async function renewClaimed(
  provider: Provider,
  row: ConnectionRow,
  options: FreshOptions,
): Promise<ConnectionRow> {
  const startedAt = now();
  const leaseEnds = performance.now() + world().leaseMs;
  try {
    const held = heldBy(row, provider);
    if (held === null) throw new Failure("reauth_required", `${row.id}: nothing is held`);
    const tokens = await renew(provider, held, {
      insist: options.need === "new",
      overtaken: () => isOvertaken(row),
    });
    return await save(provider, row, { ...held, tokens }, { startedAt, leaseEnds }, options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.code === "reauth_required"
      ? refused(provider, row, error, options)
      : failed(row, error, options);
  }
}

/** Whether newer credentials have been stored. An earlier owner with no outcome may be about to store its own. */
async function isOvertaken(row: ConnectionRow): Promise<boolean> {
  for (const pause of (row.intent?.unanswered ?? 0) > 0 ? SETTLING_MS : []) {
    if (await hasMoved(row)) return true;
    await world().pause(pause);
  }
  return hasMoved(row);
}

async function hasMoved({ id, generation }: ConnectionRow): Promise<boolean> {
  return (await findConnection("everyone", id))?.generation !== generation;
}

type Renewed = { tokens: TokenSet; grant: NonNullable<ReturnType<typeof heldBy>>["grant"] };

async function save(
  provider: Provider,
  row: ConnectionRow,
  { tokens, grant }: Renewed,
  { startedAt, leaseEnds }: { startedAt: Date; leaseEnds: number },
  { actorId = null, need }: FreshOptions,
): Promise<ConnectionRow> {
  const at = now();
  const sealed = sealCredentials(
    { id: row.id, generation: row.generation + 1 },
    provider,
    {
      // A vendor that stays silent about scopes has not changed them.
      tokens: { ...tokens, scopes: tokens.scopes ?? row.grantedScopes },
      grant: tokens.grant ?? grant,
      accountId: row.accountId,
      issuedAt: startedAt,
    },
    "renewal",
  );
  const expiresAt = tokens.expiresAt?.toISOString() ?? null;
  const rows = await persist(leaseEnds, [
    saveRenewal(row, { ...sealed, provedAt: at }),
    ...event("renewed", row, {
      actorId,
      at,
      data: {
        generation: row.generation + 1,
        expiresAt,
        ...(need === "ahead" ? { ahead: true } : {}),
        ...(row.failures > 0 ? { afterFailures: row.failures } : {}),
      },
    }),
  ]);
  if (rows === null) {
    log.info({ connection: row.id }, "A renewal came after newer credentials and was dropped.");
    await revokeLate(provider, row.id, tokens);
  }
  return readUsable(row.id);
}

/** The vendor said no. If the generation has moved meanwhile, somebody else was right and this is no death. */
async function refused(
  provider: Provider,
  row: ConnectionRow,
  failure: Failure,
  { actorId = null }: FreshOptions,
) {
  const at = now();
  const code = lostAnswer(provider, row) ? "answer_lost" : failure.code;
  const rows = await store().atomically([
    saveRefusal(row, { failureCode: code, failedAt: at }),
    ...news("refused", row, { actorId, at, code, data: { code } }),
  ]);
  if (rows !== null) {
    log.warn({ connection: row.id, detail: failure.detail }, "The vendor no longer accepts a connection.");
    throw failure;
  }
  return readUsable(row.id);
}

/** An earlier try got no answer and the refresh token was the only way: it may have been spent by that try. */
function lostAnswer(provider: Provider, row: ConnectionRow): boolean {
  return (row.intent?.unanswered ?? 0) > 0 && renewalsOf(provider, row).length === 1;
}

/** Nobody's connection dies of an outage: the next try is later, and a token that lives is still good. */
async function failed(row: ConnectionRow, failure: Failure, { actorId = null, need }: FreshOptions) {
  const at = now();
  const failures = row.failures + 1;
  const retryAt = nextTry(at, failures, world().random(), failure.retryAfterMs);
  const rows = await store().atomically([
    saveFailure(
      { ...row, owner: OWNER },
      {
        failures,
        failureCode: failure.code,
        failedAt: at,
        retryAt,
        dueAt: retryAt,
        intent: unanswered(row, failure),
      },
    ),
    ...event("renewal_failed", row, { actorId, at, data: { code: failure.code } }),
  ]);
  // Somebody else took over and got through.
  if (rows === null && (await hasMoved(row))) return readUsable(row.id);
  log.warn({ connection: row.id, code: failure.code, detail: failure.detail }, "A renewal failed.");
  if (need !== "new" && isAlive(row, at)) return row;
  throw new Failure(failure.code, failure.detail, { retryAfterMs: retryAt.getTime() - at.getTime() });
}

/** A request that got no readable answer may have been acted on; any other failure was an answer. */
function unanswered({ intent }: ConnectionRow, { code }: Failure): Intent | null {
  if (intent === null) return null;
  if (code === "provider_unreachable" || code === "provider_unreadable")
    return { ...intent, unanswered: intent.unanswered + 1 };
  return intent.unanswered > 0 ? intent : null;
}
