import "#lib/server-only";
import { cancelBulk, insertBulk, type Selection } from "#db/bulk";
import { countEveryone } from "#db/everyone";
import { store } from "#db/store";
import { circumstances, soughtBy } from "#lib/admin/circumstances";
import { isNarrow, type Wish, wishQuery } from "#lib/admin/wish";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { newId } from "#lib/random";
import { beginBulk } from "./work.ts";

export const bulkActions = ["refresh", "test", "disconnect"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** Those ticked, or all that fit a wish. */
export type Chosen = { ids: string[] } | { wish: Wish };

/** Ten pages by hand; the database is told each id. */
export const MOST_TICKED = 500;

/** More than this nobody can watch, or stop in time; the rest is another action. */
export const MOST_AT_ONCE = 10_000;

/** Begins to do something to many connections, in the order of their list; the answer is the id of the job. */
export async function startBulk(actor: Actor, action: BulkAction, chosen: Chosen): Promise<string> {
  requireAdministrator(actor);
  const around = await circumstances();
  const id = newId();
  const selection: Selection =
    "ids" in chosen
      ? { ids: chosen.ids.slice(0, MOST_TICKED) }
      : {
          sought: soughtBy(chosen.wish, around.now),
          circumstances: around,
          order: chosen.wish.sort,
        };
  if (
    "ids" in selection ? selection.ids.length === 0 : (await countEveryone(selection.sought, around, 1)) === 0
  )
    throw new Failure("invalid_input", "nothing is chosen");
  const filter = "ids" in chosen ? "ticked" : wishQuery(chosen.wish).toString();
  const at = now();
  await store().atomically([
    ...insertBulk(
      {
        id,
        action,
        filter,
        createdBy: actor.userId,
        total: 0,
        done: 0,
        failed: 0,
        leaseOwner: null,
        leaseUntil: null,
        createdAt: at,
        cancelledAt: null,
        finishedAt: null,
      },
      selection,
      MOST_AT_ONCE,
    ),
    recorded({
      action: "bulk.started",
      target: { kind: "bulk", id, name: action },
      at,
      data: {
        action,
        ...("ids" in selection
          ? { ticked: selection.ids }
          : { filter, everything: "wish" in chosen && !isNarrow(chosen.wish) }),
      },
    }),
  ]);
  beginBulk(id);
  return id;
}

/** What has been begun is finished, what has not is left alone. Cancelling what is over changes nothing. */
export async function stopBulk(actor: Actor, id: string): Promise<void> {
  requireAdministrator(actor);
  const at = now();
  await store().atomically([
    cancelBulk(id, at),
    recorded({ action: "bulk.cancelled", target: { kind: "bulk", id }, at }),
  ]);
  beginBulk(id);
}
