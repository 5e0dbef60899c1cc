import type { AuditFilter, AuditPlace } from "#db/audit-search";
import { actions } from "./actions.ts";

/** What somebody looks for in the log, as the address has it. Pure. */

export const wishFields = ["who", "action", "target", "vendor", "from", "until", "q"] as const;

/** As typed; a field that is left empty is absent. */
export type LogWish = Partial<Record<(typeof wishFields)[number], string>>;

type Query = Record<string, string | string[] | undefined>;

const LONGEST = 200;

export function readLogWish(query: Query): LogWish {
  const wish: LogWish = {};
  for (const field of wishFields) {
    const value = query[field];
    if (typeof value === "string" && value.trim() !== "") wish[field] = value.trim().slice(0, LONGEST);
  }
  return wish;
}

/** Days are days in UTC, both included. What is no day asks for nothing. */
export function filterOf(wish: LogWish): AuditFilter {
  return {
    who: wish.who,
    actions: wish.action === undefined ? undefined : actionsIn(wish.action),
    target: wish.target,
    provider: wish.vendor,
    from: dayOf(wish.from),
    until: dayOf(wish.until, DAY_MS),
    text: wish.q,
  };
}

/** An action is itself; "connection." is all that begin so. */
const actionsIn = (action: string): string[] =>
  action.endsWith(".") ? Object.keys(actions).filter((each) => each.startsWith(action)) : [action];

const DAY_MS = 86_400_000;

function dayOf(text: string | undefined, plusMs = 0): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : new Date(at + plusMs);
}

/** Where a page begins: `older=123` or `newer=123`. */
export function placeOf(query: Query): AuditPlace {
  return { olderThan: sequenceOf(query.older), newerThan: sequenceOf(query.newer) };
}

const sequenceOf = (text: Query[string]) =>
  typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** The log's address for a wish and a place in what it finds. */
export function logPath(wish: LogWish, place: { older?: number; newer?: number } = {}): string {
  const query = new URLSearchParams(wish as Record<string, string>);
  for (const [name, sequence] of Object.entries(place)) query.set(name, String(sequence));
  return query.size === 0 ? "/admin/log" : `/admin/log?${query}`;
}
