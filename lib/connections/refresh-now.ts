import "#lib/server-only";
import { findConnection } from "#db/connections";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { freshConnection } from "./fresh.ts";
import { testNow } from "./test-now.ts";

/**
 * "Refresh now": a new token although the old one may live. Where nothing can renew it, asking in vain
 * would only end it, so the link is tested instead; which of the two was done is the answer.
 */
export async function refreshNow(actor: Actor, id: string): Promise<"refreshed" | "tested_instead"> {
  const row = await findConnection(actor, id);
  if (row === null) throw new Failure("not_found", "connection");
  if (row.status === "active" && !row.renewable) {
    await testNow(actor, id);
    return "tested_instead";
  }
  await freshConnection(id, { actorId: actor.userId, need: "new" });
  return "refreshed";
}
