import "#lib/server-only";
import { everyonesRows } from "#db/everyone";
import { type ListedConnection, listEveryone, listed, type Total } from "#lib/admin/list";
import { pathWith, type Query, readWish, type Wish, wishQuery, wishWords } from "#lib/admin/wish";
import { now } from "#lib/clock";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { type BulkAction, bulkActions } from "./start.ts";

/** What somebody is about to do to many connections, before they say yes. */
export type PreparedBulk = {
  action: BulkAction;
  /** What the form sends. */
  scope: "ticked" | "all";
  filter: string;
  ticked: string[];
  /** What they were chosen by, in words. */
  chosen: string;
  total: Total;
  /** The first of them. */
  first: ListedConnection[];
  /** Back to the list. */
  back: string;
};

const SHOWN = 5;
const MOST_TICKED = 500;

export async function prepareBulk(actor: Actor, query: Query): Promise<PreparedBulk> {
  requireAdministrator(actor);
  const wish = readWish(query);
  const filter = wishQuery(wish);
  const shared = {
    action: bulkActions.find((action) => action === query.action) ?? "test",
    filter: filter.toString(),
    back: pathWith("/admin/connections", filter),
  };
  return query.scope === "all" ? all(actor, wish, shared) : ticked(query, shared);
}

type Shared = Pick<PreparedBulk, "action" | "filter" | "back">;

async function all(actor: Actor, wish: Wish, shared: Shared): Promise<PreparedBulk> {
  const { rows, total } = await listEveryone(actor, wish, null);
  const chosen = wishWords(wish, (id) => findProvider(id)?.name ?? id);
  return { ...shared, scope: "all", ticked: [], chosen, total, first: rows.slice(0, SHOWN) };
}

async function ticked(query: Query, shared: Shared): Promise<PreparedBulk> {
  const picked = [query.pick ?? []].flat().slice(0, MOST_TICKED);
  const rows = await everyonesRows(picked);
  return {
    ...shared,
    scope: "ticked",
    ticked: rows.map(({ id }) => id),
    chosen: "ticked by hand",
    total: { number: rows.length, or: "exactly" },
    first: rows.slice(0, SHOWN).map((row) => listed(row, now())),
  };
}
