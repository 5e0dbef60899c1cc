import "#lib/server-only";
import {
  type Circumstances,
  countEveryone,
  type EveryoneRow,
  everyonesIds,
  everyonesRows,
  NO_END,
  type Sought,
} from "#db/everyone";
import { stateOf } from "#lib/connections/state";
import type { StateView } from "#lib/connections/view";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { type Around, circumstances, soughtBy } from "./circumstances.ts";
import { type ConnectionFigures, connectionFigures } from "./figures.ts";
import { isNarrow, type Place, type Sort, type Wish } from "./wish.ts";

/** Everyone's connections, page by page. */

const ROWS_PER_PAGE = 50;
/** Further than this nobody counts while a page is waited for. */
const MOST_COUNTED = 1_000;

/** One connection in an administrator's list. */
export type ListedConnection = {
  id: string;
  vendor: { id: string; name: string };
  name: string;
  /** What the vendor calls it, where its person calls it otherwise. */
  accountName: string | null;
  accountId: string;
  /** `email` is null for a customer of the host application. */
  owner: { id: string; name: string; email: string | null };
  state: StateView;
  expiresAt: Date | null;
  renews: boolean;
  proof: { by: string; at: Date } | null;
  linkedAt: Date;
  lastReadAt: Date | null;
};

export type Total = { number: number; or: "exactly" | "more" } | { number: number; countedAt: Date };

export type ListedPage = {
  rows: ListedConnection[];
  /** Where the pages beside this one begin; null: there is none. */
  previous: string | null;
  next: string | null;
  total: Total;
};

export async function listEveryone(actor: Actor, wish: Wish, place: Place | null): Promise<ListedPage> {
  requireAdministrator(actor);
  const around = await circumstances();
  const sought = soughtBy(wish, around.now);
  const kept = !isNarrow({ ...wish, vendor: null, state: null });
  // What is to be counted is found on the way, where the page begins at the beginning.
  const limit = place === null && !kept ? MOST_COUNTED + 1 : ROWS_PER_PAGE + 1;
  const [ids, total] = await Promise.all([
    everyonesIds(sought, around, { order: wish.sort, at: place, limit }),
    kept ? figureOf(await connectionFigures(actor), wish) : place === null ? null : counted(sought, around),
  ]);
  const more = ids.length > ROWS_PER_PAGE;
  const shown = place?.way === "before" ? ids.slice(-ROWS_PER_PAGE) : ids.slice(0, ROWS_PER_PAGE);
  const found = await everyonesRows(shown);
  const whole = place === null && !more;
  const cursor = (row: EveryoneRow | undefined) => (row === undefined ? null : placeOf(row, wish.sort));
  return {
    rows: found.map((row) => listed(row, around)),
    previous: (place?.way === "before" ? more : place !== null) ? cursor(found[0]) : null,
    next: (place?.way === "before" ? true : more) ? cursor(found.at(-1)) : null,
    total: whole || total === null ? upTo(ids.length) : total,
  };
}

async function counted(sought: Sought, around: Circumstances): Promise<Total> {
  return upTo(await countEveryone(sought, around, MOST_COUNTED + 1));
}

const upTo = (number: number): Total =>
  number > MOST_COUNTED ? { number: MOST_COUNTED, or: "more" } : { number, or: "exactly" };

/** From the kept figures, where they know. */
function figureOf({ counts, countedAt }: ConnectionFigures, { vendor, state }: Wish): Total {
  const number = counts
    .filter((each) => vendor === null || each.provider === vendor)
    .filter((each) => state === null || each.standing === state)
    .reduce((sum, { connections }) => sum + connections, 0);
  return { number, countedAt };
}

function placeOf(row: EveryoneRow, sort: Sort): string {
  const value = {
    newest: () => row.createdAt.getTime(),
    name: () => row.foundBy,
    ends: () => row.expiresAt?.getTime() ?? NO_END.getTime(),
    proof: () => row.provedAt?.getTime() ?? 0,
  }[sort]();
  return `${value}~${row.id}`;
}

const provedBy = { link: "linking", renewal: "a renewal", test: "a test" } as const;

/** A row as it may be shown to an administrator. */
export function listed(row: EveryoneRow, { now, troubleAt }: Around): ListedConnection {
  const vendor = { id: row.provider, name: findProvider(row.provider)?.name ?? row.provider };
  return {
    id: row.id,
    vendor,
    name: row.label ?? row.accountName,
    accountName: row.label === null ? null : row.accountName,
    accountId: row.accountId,
    owner: {
      id: row.userId,
      name: row.ownerName,
      email: row.customerId === null ? row.ownerEmail : null,
    },
    state: stateOf(row, vendor, now, troubleAt(row.provider)),
    expiresAt: row.status === "revoked" ? null : row.expiresAt,
    renews: row.renewable,
    proof: row.provedAt === null ? null : { by: provedBy[row.provedBy ?? "link"], at: row.provedAt },
    linkedAt: row.linkedAt,
    lastReadAt: row.lastReadAt,
  };
}
