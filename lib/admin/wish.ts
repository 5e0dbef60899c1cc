import { labels } from "#lib/connections/state";
import type { StateName } from "#lib/connections/view";

/** Which of everyone's connections to show, in which order and from where on; kept in the address. Pure. */

export type Wish = {
  /** A part of an account's or an owner's name, of an email or an id. */
  text: string;
  vendor: string | null;
  state: StateName | null;
  /** A person's id or email. */
  owner: string;
  /** Last proved more than so many days ago. */
  provedDaysAgo: number | null;
  /** Ends within so many days. */
  endsInDays: number | null;
  sort: Sort;
};

export const sorts = {
  newest: "Newest first",
  name: "By name",
  ends: "What ends first",
  proof: "Longest unproven first",
} as const;
export type Sort = keyof typeof sorts;

/** The columns beside the account and its state. */
export const columns = {
  owner: "Owner",
  ends: "Until when",
  proof: "Last proof",
  linked: "Linked",
  read: "Token read",
  account: "Account id",
  id: "Connection id",
} as const;
export type Column = keyof typeof columns;

export const usualColumns: Column[] = ["owner", "ends", "proof"];

export const anyone: Wish = {
  text: "",
  vendor: null,
  state: null,
  owner: "",
  provedDaysAgo: null,
  endsInDays: null,
  sort: "newest",
};

export type Query = Record<string, string | string[] | undefined>;

/** Reads the address; what makes no sense there is left out. */
export function readWish(query: Query): Wish {
  const state = first(query.state);
  const sort = first(query.sort);
  const vendor = first(query.vendor);
  return {
    text: first(query.q).trim().slice(0, 200),
    vendor: /^[a-z0-9-]{1,60}$/.test(vendor) ? vendor : null,
    state: Object.hasOwn(labels, state) ? (state as StateName) : null,
    owner: first(query.owner).trim().slice(0, 254),
    provedDaysAgo: days(query.proved),
    endsInDays: days(query.ends),
    sort: Object.hasOwn(sorts, sort) ? (sort as Sort) : "newest",
  };
}

const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? "";

function days(value: string | string[] | undefined): number | null {
  const text = first(value);
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

/** The same wish as an address: only what differs from showing everything. */
export function wishQuery(wish: Wish): URLSearchParams {
  return new URLSearchParams({
    ...(wish.text === "" ? {} : { q: wish.text }),
    ...(wish.vendor === null ? {} : { vendor: wish.vendor }),
    ...(wish.state === null ? {} : { state: wish.state }),
    ...(wish.owner === "" ? {} : { owner: wish.owner }),
    ...(wish.provedDaysAgo === null ? {} : { proved: String(wish.provedDaysAgo) }),
    ...(wish.endsInDays === null ? {} : { ends: String(wish.endsInDays) }),
    ...(wish.sort === "newest" ? {} : { sort: wish.sort }),
  });
}

/** A path with a query, or without the question mark where there is none. */
export function pathWith(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query}`;
}

export const isNarrow = (wish: Wish): boolean => wishQuery({ ...wish, sort: "newest" }).size > 0;

/** What is looked for, in words: "Vendor: Acme, state: Needs you". */
export function wishWords(wish: Wish, vendorName: (id: string) => string): string {
  const parts = [
    wish.text === "" ? null : `“${wish.text}”`,
    wish.vendor === null ? null : vendorName(wish.vendor),
    wish.state === null ? null : labels[wish.state][0].replace(/ since$/, ""),
    wish.owner === "" ? null : `of ${wish.owner}`,
    wish.provedDaysAgo === null ? null : `last proved more than ${dayWords(wish.provedDaysAgo)} ago`,
    wish.endsInDays === null ? null : `ending within ${dayWords(wish.endsInDays)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "all connections" : parts.join(", ");
}

const dayWords = (number: number) => (number === 1 ? "a day" : `${number} days`);

/** Where a page begins, as the address says it: `value~id`. */
export type Place = { value: string; id: string; way: "after" | "before" };

export function readPlace(query: Query, sort: Sort): Place | null {
  for (const way of ["after", "before"] as const) {
    const [, value, id] = /^(.{0,1000})~([0-9A-Za-z-]{1,60})$/su.exec(first(query[way])) ?? [];
    if (value === undefined || id === undefined) continue;
    if (sort === "name" || /^\d{1,16}$/.test(value)) return { value, id, way };
  }
  return null;
}

/** The columns that the address names; null: it names none. */
export function readColumns(value: string | string[] | undefined): Column[] | null {
  if (value === undefined) return null;
  const named = [value].flat().flatMap((each) => each.split(","));
  return (Object.keys(columns) as Column[]).filter((column) => named.includes(column));
}
