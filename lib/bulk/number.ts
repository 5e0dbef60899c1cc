import "#lib/server-only";
import { countEveryone } from "#db/everyone";
import { circumstances, soughtBy } from "#lib/admin/circumstances";
import type { Wish } from "#lib/admin/wish";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { type BulkAction, type Chosen, MOST_AT_ONCE } from "./start.ts";

/** What nobody can take back is asked for with its number; one alone is asked for as on its own page. */
export const asksForNumber = (action: BulkAction, total: number): boolean =>
  action === "disconnect" && total > 1;

/** Lets pass only who typed to how many it is done now: they have read it, and it has not become more since. */
export async function requireNumber(
  actor: Actor,
  action: BulkAction,
  chosen: Chosen,
  typed: string | undefined,
): Promise<void> {
  requireAdministrator(actor);
  const total = "ids" in chosen ? chosen.ids.length : await fitting(chosen.wish);
  if (asksForNumber(action, total) && (typed ?? "").replace(/[\s.,]/g, "") !== String(total))
    throw new Failure("number_differs", `${total} connections`);
}

async function fitting(wish: Wish): Promise<number> {
  const around = await circumstances();
  return Math.min(await countEveryone(soughtBy(wish, around.now), around, MOST_AT_ONCE + 1), MOST_AT_ONCE);
}
