import "#lib/server-only";
import { saveReceipt } from "#db/connection-changes";
import { findConnection } from "#db/connections";
import {
  claimRevocation,
  delayRevocation,
  deleteRevocation,
  findRevocation,
  insertRevocation,
  type RevocationRow,
} from "#db/revocations";
import type { Receipt } from "#db/schema";
import { type Statement, store } from "#db/store";
import { clientOrNull } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { OWNER, takeable } from "#lib/lease";
import { log } from "#lib/log";
import { findProvider } from "#lib/providers/index";
import type { Provider, TokenSet } from "#lib/providers/types";
import { newId } from "#lib/random";
import { seal, unseal } from "#lib/vault";
import { ask } from "#lib/vendors/ask";
import { world } from "#lib/world";
import { nextTry } from "./due.ts";
import { event } from "./events.ts";

/**
 * Telling a vendor that tokens are no longer wanted (RFC 7009). What is to be told is stored with the
 * change that made it so, told at once, and told again until the vendor confirms, refuses or a week is over.
 */

const WEEK_MS = 7 * 86_400_000;

const place = (id: string) => ({ table: "revocations", row: id, field: "tokens", generation: 0 });

/** Whether the vendor has a call for it that we may use. */
export const canRevoke = (provider: Provider) =>
  provider.revoke !== undefined && clientOrNull(provider) !== null;

/** The statement that puts tokens on the list, to be committed with what makes them unwanted; and its id. */
export function toRevoke(
  provider: Provider,
  about: { connectionId: string; actorId: string | null; tokens: TokenSet },
): { id: string; statement: Statement } {
  const id = newId();
  const at = now();
  const { accessToken, refreshToken } = about.tokens;
  return {
    id,
    statement: insertRevocation({
      id,
      connectionId: about.connectionId,
      provider: provider.id,
      sealedTokens: seal(JSON.stringify({ accessToken, refreshToken }), place(id)),
      actorId: about.actorId,
      failures: 0,
      leaseOwner: null,
      leaseUntil: null,
      dueAt: at,
      givesUpAt: new Date(at.getTime() + WEEK_MS),
      createdAt: at,
    }),
  };
}

/**
 * An answer that came after its connection was disconnected, or its person had left: its tokens are good at
 * the vendor and unwanted.
 */
export async function revokeLate(provider: Provider, connectionId: string, tokens: TokenSet): Promise<void> {
  const row = await findConnection("everyone", connectionId);
  if ((row !== null && row.status !== "revoked") || !canRevoke(provider)) return;
  const { id, statement } = toRevoke(provider, { connectionId, actorId: null, tokens });
  await store().atomically([statement]);
  await tellVendor(id);
}

/** Tells the vendor, unless somebody else is at it. A person who has just asked does not wait for a resting vendor. */
export async function tellVendor(id: string, { insist = false } = {}): Promise<void> {
  const found = await findRevocation(id);
  const lease = found === null ? null : takeable(found);
  if (found === null || lease === null) return;
  const row = await claimRevocation({ id, owner: OWNER, takeable: lease, leaseMs: world().leaseMs });
  if (row === null) return;
  const outcome = await told(row, insist);
  const at = now();
  if (outcome !== "unreachable" || at >= row.givesUpAt) return settle(row, outcome, at);
  const failures = row.failures + 1;
  await delayRevocation(row, failures, nextTry(at, failures, world().random()));
}

type Outcome = "done" | "refused" | "unreachable";

async function told(row: RevocationRow, insist: boolean): Promise<Outcome> {
  const provider = findProvider(row.provider);
  const client = provider === undefined ? null : clientOrNull(provider);
  if (provider?.revoke === undefined || client === null) return "unreachable";
  const tokens = JSON.parse(unseal(row.sealedTokens, place(row.id))) as TokenSet;
  try {
    await ask(provider, provider.revoke(client, tokens), { insist, aside: true });
    return "done";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.warn({ provider: provider.id, code: error.code, detail: error.detail }, "A vendor did not revoke.");
    return error.code === "provider_refused" || error.code === "reauth_required" ? "refused" : "unreachable";
  }
}

/** The tokens are forgotten, and the receipt says what became of it. */
async function settle(row: RevocationRow, revocation: Outcome, at: Date): Promise<void> {
  const connection = await findConnection("everyone", row.connectionId);
  const receipt = connection?.receipt;
  const isTheReceipts = receipt?.revocationId === row.id;
  const settled = store().atomically([
    deleteRevocation(row.id),
    ...(isTheReceipts ? [saveReceipt(row.connectionId, { ...receipt, revocation } satisfies Receipt)] : []),
    ...(connection === null
      ? []
      : [
          ...event(isTheReceipts ? "revocation" : "late_revocation", connection, {
            actorId: row.actorId,
            at,
            data: { revocation },
          }),
        ]),
  ]);
  await settled.catch(async (error: unknown) => {
    // Its person has left since it was read, and there is no activity to add to any more.
    if (connection === null || (await findConnection("everyone", connection.id)) !== null) throw error;
    await store().atomically([deleteRevocation(row.id)]);
  });
}
