import "#lib/server-only";
import { saveReceipt, saveRevocation } from "#db/connection-changes";
import { findConnection } from "#db/connections";
import type { Receipt } from "#db/schema";
import { store } from "#db/store";
import { clientOrNull } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { send } from "#lib/http";
import { log } from "#lib/log";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { Provider, TokenSet } from "#lib/providers/types";
import { openCredentials } from "./credentials.ts";
import { event } from "./events.ts";

const TRIES = 5;

/**
 * Ends a connection: first our own copy is erased, in one statement that also drops every answer still
 * under way; then the vendor is told, where it can be told. What became of each part is the receipt.
 * Disconnecting what is disconnected already changes nothing.
 */
export async function disconnect(actor: Actor, id: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await findConnection(actor, id);
    if (row === null) throw new Failure("not_found", "connection");
    if (row.status === "revoked") return;
    const provider = findProvider(row.provider);
    const tokens = openCredentials(row)?.tokens ?? null;
    const at = now();
    const receipt: Receipt = {
      erasedAt: at.toISOString(),
      revocation:
        provider !== undefined && canRevoke(provider) && tokens !== null ? "pending" : "not_offered",
    };
    const rows = await store().atomically([
      saveRevocation(row, receipt),
      event("disconnected", { connectionId: id, actorId: actor.userId, at }),
    ]);
    if (rows === null) continue;
    if (receipt.revocation === "pending" && provider !== undefined && tokens !== null)
      await tellVendor(actor, id, provider, tokens, receipt);
    return;
  }
  throw new Failure("busy", "the connection kept changing");
}

const canRevoke = (provider: Provider) => provider.revoke !== undefined && clientOrNull(provider) !== null;

async function tellVendor(actor: Actor, id: string, provider: Provider, tokens: TokenSet, receipt: Receipt) {
  const revocation = await revoke(provider, tokens);
  await store().atomically([
    saveReceipt(id, { ...receipt, revocation }),
    event("revocation", { connectionId: id, actorId: actor.userId, at: now(), data: { revocation } }),
  ]);
}

async function revoke(provider: Provider, tokens: TokenSet): Promise<Receipt["revocation"]> {
  const client = clientOrNull(provider);
  if (client === null || provider.revoke === undefined) return "not_offered";
  try {
    await send(provider, provider.revoke(client, tokens));
    return "done";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.warn({ provider: provider.id, code: error.code, detail: error.detail }, "A vendor did not revoke.");
    return error.code === "provider_unreachable" ? "unreachable" : "refused";
  }
}
