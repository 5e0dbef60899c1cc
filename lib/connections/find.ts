import type { ConnectionSummary, StateName } from "./view.ts";

/** Which of a person's connections to show, and in which order; kept in the address. Pure. */

export type Wish = {
  /** A part of a name, an id, a vendor or a state. */
  text: string;
  /** A vendor's id; null: all. */
  vendor: string | null;
  state: StateName | null;
  sort: Sort;
};

export const sorts = {
  urgency: "What needs you first",
  name: "By name",
  newest: "Newest first",
  ends: "What ends first",
} as const;
export type Sort = keyof typeof sorts;

export const anything: Wish = { text: "", vendor: null, state: null, sort: "urgency" };

const stateNames: readonly string[] = [
  "works",
  "unproven",
  "renewing",
  "vendor_trouble",
  "needs_you",
  "disconnected",
] satisfies StateName[];

/** Reads the address; what makes no sense there is left out. */
export function readWish(query: {
  q?: string | undefined;
  vendor?: string | undefined;
  state?: string | undefined;
  sort?: string | undefined;
}): Wish {
  const { q = "", vendor = "", state = "", sort = "" } = query;
  return {
    text: q.trim().slice(0, 200),
    vendor: /^[a-z0-9-]{1,60}$/.test(vendor) ? vendor : null,
    state: stateNames.includes(state) ? (state as StateName) : null,
    sort: Object.hasOwn(sorts, sort) ? (sort as Sort) : "urgency",
  };
}

/** The same wish as an address: only what differs from showing everything. */
export function wishQuery({ text, vendor, state, sort }: Wish): URLSearchParams {
  return new URLSearchParams({
    ...(text === "" ? {} : { q: text }),
    ...(vendor === null ? {} : { vendor }),
    ...(state === null ? {} : { state }),
    ...(sort === "urgency" ? {} : { sort }),
  });
}

export const isNarrow = ({ text, vendor, state }: Wish) => text !== "" || vendor !== null || state !== null;

export function found<T extends ConnectionSummary>(connections: readonly T[], wish: Wish): T[] {
  return connections.filter((connection) => fits(connection, wish)).sort(orders[wish.sort]);
}

export type Listing<T> = {
  wish: Wish;
  /** One page of what was found, of `pages`; the first is 1. */
  shown: T[];
  page: number;
  pages: number;
  /** How many were found, of how many there are. */
  found: number;
  all: number;
};

/** A list that a thumb gets to the end of; what needs its person comes first, and the rest is found by name. */
export const ROWS_PER_PAGE = 25;

/** One page of what is wished for; a page that is not there is the nearest one that is. */
export function listing<T extends ConnectionSummary>(
  connections: readonly T[],
  wish: Wish,
  wanted: number,
): Listing<T> {
  const fitting = found(connections, wish);
  const pages = Math.max(1, Math.ceil(fitting.length / ROWS_PER_PAGE));
  const page = Math.min(Math.max(1, Math.floor(wanted)), pages);
  const shown = fitting.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);
  return { wish, shown, page, pages, found: fitting.length, all: connections.length };
}

function fits({ account, label, vendor, state }: ConnectionSummary, wish: Wish): boolean {
  if (wish.vendor !== null && vendor.id !== wish.vendor) return false;
  if (wish.state !== null && state.name !== wish.state) return false;
  const text = `${label ?? ""} ${account.name} ${account.id} ${vendor.name} ${state.label}`;
  return text.toLocaleLowerCase("en").includes(wish.text.toLocaleLowerCase("en"));
}

type Order = (a: ConnectionSummary, b: ConnectionSummary) => number;

const urgency: Record<StateName, number> = {
  needs_you: 0,
  vendor_trouble: 1,
  unproven: 2,
  renewing: 2,
  works: 2,
  disconnected: 3,
};

const named = ({ label, account }: ConnectionSummary) => label ?? account.name;
// Made once: localeCompare would make one for each pair that it compares.
const collator = new Intl.Collator("en", { numeric: true });
const byName: Order = (a, b) => collator.compare(named(a), named(b));

const orders: Record<Sort, Order> = {
  urgency: (a, b) => urgency[a.state.name] - urgency[b.state.name] || byName(a, b),
  name: byName,
  newest: (a, b) => b.linkedAt.getTime() - a.linkedAt.getTime() || byName(a, b),
  ends: (a, b) => endOf(a) - endOf(b) || byName(a, b),
};

/** What has no end, or is gone, comes last. */
function endOf({ expiresAt, state }: ConnectionSummary): number {
  return state.name === "disconnected" || expiresAt === null ? Number.MAX_SAFE_INTEGER : expiresAt.getTime();
}
