import "#lib/server-only";
import { saveRevocation } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import type { Receipt } from "#db/schema";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import { type Agent, idOf } from "./agent.ts";
import { openCredentials } from "./credentials.ts";
import { event } from "./events.ts";
import { canRevoke, tellVendor, toRevoke } from "./revoke.ts";

const TRIES = 5;

/**
 * Ends a connection: first our own copy is erased, in one batch that also drops every answer still under
 * way and puts the tokens on the list of what the vendor is to be told; then the vendor is told. What
 * became of each part is the receipt. Disconnecting what is disconnected already changes nothing. `insist`:
 * a vendor that rests after trouble is asked all the same. `allow` sees the connection as it is before, and may
 * object.
 */
export async function disconnect(
  agent: Agent,
  id: string,
  { insist = true, allow = () => {} }: { insist?: boolean; allow?: (row: ConnectionRow) => void } = {},
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await findConnection(agent, id);
    if (row === null) throw new Failure("not_found", "connection");
    allow(row);
    if (row.status === "revoked") return;
    const provider = findProvider(row.provider);
    const tokens = openCredentials(row)?.tokens ?? null;
    const telling =
      provider !== undefined && tokens !== null && canRevoke(provider)
        ? toRevoke(provider, { connectionId: id, actorId: idOf(agent), tokens })
        : null;
    const at = now();
    const receipt: Receipt = {
      erasedAt: at.toISOString(),
      ...(telling === null
        ? { revocation: provider !== undefined && canRevoke(provider) ? "nothing_held" : "not_offered" }
        : { revocation: "pending", revocationId: telling.id }),
    };
    const rows = await store().atomically([
      saveRevocation(row, receipt),
      ...event("disconnected", row, { actorId: idOf(agent), at }),
      ...(telling === null ? [] : [telling.statement]),
    ]);
    if (rows === null) continue;
    if (telling !== null) await tellVendor(telling.id, { insist });
    return;
  }
  throw new Failure("busy", "the connection kept changing");
}
