import "#lib/server-only";
import { insertInbox } from "#db/inbox";
import { clientOrNull, publicKeyFor } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import type { Provider } from "#lib/providers/types";
import { newId } from "#lib/random";
import { begin } from "./inbox.ts";

/**
 * A vendor's word that an app was installed or removed. Once its signature holds it is stored and the vendor
 * has its answer; what follows from it is done afterwards, by this process or by any that sweeps. The same
 * word again changes nothing. Throws what the vendor is answered with.
 */
export async function receiveWebhook(
  provider: Provider,
  message: { headers: Record<string, string>; body: string },
): Promise<void> {
  const publicKey = publicKeyFor(provider);
  const client = clientOrNull(provider);
  if (provider.webhook === undefined || publicKey === null || client === null)
    throw new Failure("provider_not_configured", `${provider.id} webhooks`);
  const receivedAt = now();
  const told = await provider.webhook({ ...message, publicKey, client, now: receivedAt });
  if (told.kind === "ignored") return;
  const entry = {
    ...told,
    id: newId(),
    provider: provider.id,
    receivedAt,
    failures: 0,
    dueAt: receivedAt,
    outcome: null,
  };
  if (await insertInbox(entry)) begin(entry);
}
