import "#lib/server-only";
import { saveRevocation } from "#db/connection-changes";
import { type ConnectionRow, listByAccount } from "#db/connections";
import { store } from "#db/store";
import { clientOrNull, publicKeyFor } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import type { Provider } from "#lib/providers/types";
import { event } from "./events.ts";

/**
 * A vendor's word that an app was removed, once its signature holds. Applying it twice is the same as once,
 * so a repeated delivery needs no memory; one that tells of a time before the present link is late news.
 */
export async function receiveWebhook(
  provider: Provider,
  message: { headers: Record<string, string>; body: string },
): Promise<void> {
  const publicKey = publicKeyFor(provider);
  if (provider.webhook === undefined || publicKey === null)
    throw new Failure("provider_not_configured", `${provider.id} webhooks`);
  const told = await provider.webhook({ ...message, publicKey, client: clientOrNull(provider), now: now() });
  if (told.kind === "ignored") return;
  for (const row of await listByAccount(provider.id, told.accountId))
    if (isNews(row, told.at)) await removed(row);
}

/** The vendor's times have whole seconds. */
function isNews(row: ConnectionRow, at: Date): boolean {
  return row.status !== "revoked" && at.getTime() >= Math.floor(row.linkedAt.getTime() / 1000) * 1000;
}

async function removed(row: ConnectionRow): Promise<void> {
  const at = now();
  const rows = await store().atomically([
    saveRevocation(row, { erasedAt: at.toISOString(), revocation: "removed" }),
    event("removed", { connectionId: row.id, actorId: null, at }),
  ]);
  // The credentials moved since they were read: the vendor repeats itself, and then it is decided anew.
  if (rows === null) throw new Failure("busy", row.id);
  log.info({ connection: row.id }, "Removed at the vendor.");
}
