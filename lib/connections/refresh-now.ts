import "#lib/server-only";
import { findConnection } from "#db/connections";
import { Failure } from "#lib/errors";
import { type Agent, idOf } from "./agent.ts";
import { freshConnection } from "./fresh.ts";
import { testNow } from "./test-now.ts";

/**
 * "Refresh now": a new token although the old one may live. Where nothing can renew it, asking in vain
 * would only end it, so the link is tested instead; which of the two was done is the answer.
 */
export async function refreshNow(agent: Agent, id: string): Promise<"refreshed" | "tested_instead"> {
  const row = await findConnection(agent, id);
  if (row === null) throw new Failure("not_found", "connection");
  if (row.status === "active" && !row.renewable) {
    await testNow(agent, id);
    return "tested_instead";
  }
  await freshConnection(id, { actorId: idOf(agent), need: "new" });
  return "refreshed";
}
