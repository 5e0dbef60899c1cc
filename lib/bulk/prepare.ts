import "#lib/server-only";
import { countEveryone, everyonesIds, everyonesRows } from "#db/everyone";
import { circumstances, soughtBy } from "#lib/admin/circumstances";
import { type ListedConnection, listed } from "#lib/admin/list";
import { pathWith, type Query, readWish, sorts, type Wish, wishQuery, wishWords } from "#lib/admin/wish";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { asksForNumber } from "./number.ts";
import { type BulkAction, bulkActions, MOST_AT_ONCE, MOST_TICKED } from "./start.ts";

/** What somebody is about to do to many connections, before they say yes. */
export type PreparedBulk = {
  action: BulkAction;
  /** What the form sends. */
  scope: "ticked" | "all";
  filter: string;
  ticked: string[];
  /** What they were chosen by, in words. */
  chosen: string;
  /** To how many it would be done. */
  total: number;
  /** The order that decides which, where more fit than are done at once; null: all of them. */
  capped: string | null;
  /** It is confirmed by typing how many it is done to. */
  byNumber: boolean;
  /** The first of them. */
  first: ListedConnection[];
  /** Back to the list. */
  back: string;
};

const SHOWN = 5;

export async function prepareBulk(actor: Actor, query: Query): Promise<PreparedBulk> {
  requireAdministrator(actor);
  const wish = readWish(query);
  const filter = wishQuery(wish);
  const shared = {
    action: bulkActions.find((action) => action === query.action) ?? "test",
    filter: filter.toString(),
    back: pathWith("/admin/connections", filter),
  };
  return query.scope === "all" ? all(wish, shared) : ticked(query, shared);
}

type Shared = Pick<PreparedBulk, "action" | "filter" | "back">;

async function all(wish: Wish, shared: Shared): Promise<PreparedBulk> {
  const around = await circumstances();
  const sought = soughtBy(wish, around.now);
  const [number, ids] = await Promise.all([
    countEveryone(sought, around, MOST_AT_ONCE + 1),
    everyonesIds(sought, around, { order: wish.sort, at: null, limit: SHOWN }),
  ]);
  const rows = await everyonesRows(ids);
  const total = Math.min(number, MOST_AT_ONCE);
  return {
    ...shared,
    scope: "all",
    ticked: [],
    chosen: wishWords(wish, (id) => findProvider(id)?.name ?? id),
    total,
    capped: number > MOST_AT_ONCE ? sorts[wish.sort].toLowerCase() : null,
    byNumber: asksForNumber(shared.action, total),
    first: rows.map((row) => listed(row, around)),
  };
}

async function ticked(query: Query, shared: Shared): Promise<PreparedBulk> {
  const picked = [query.pick ?? []].flat().slice(0, MOST_TICKED);
  const [rows, around] = await Promise.all([everyonesRows(picked), circumstances()]);
  return {
    ...shared,
    scope: "ticked",
    ticked: rows.map(({ id }) => id),
    chosen: "ticked by hand",
    total: rows.length,
    capped: null,
    byNumber: asksForNumber(shared.action, rows.length),
    first: rows.slice(0, SHOWN).map((row) => listed(row, around)),
  };
}
