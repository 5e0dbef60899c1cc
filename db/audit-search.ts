import { and, asc, desc, eq, gt, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type AuditRow, firstAuditEntry, lastAuditEntry } from "./audit.ts";
import { store } from "./store.ts";

/** What is looked for in the log; what is left out is not asked for. */
export type AuditFilter = {
  /** An id, a kind of doer, or a part of a name. */
  who?: string | undefined;
  /** One of these actions. */
  actions?: string[] | undefined;
  /** An id, a kind of thing, or a part of a name. */
  target?: string | undefined;
  provider?: string | undefined;
  from?: Date | undefined;
  /** Not included. */
  until?: Date | undefined;
  /** Somewhere in the entry. */
  text?: string | undefined;
};

/** Where a page begins: newer than an entry or older than one; by neither, at the newest. */
export type AuditPlace = { newerThan?: number | undefined; olderThan?: number | undefined };

/** In the order of the log, or newest first. */
export type AuditOrder = "log" | "newest";

export type AuditFound = {
  rows: AuditRow[];
  /** The last entry that was looked at, where there is more to look at behind it; null: what fits is all here. */
  reached: number | null;
};

/** So many entries are looked at for one page at most, however many there are. */
const LOOKED_AT = 30_000;

/**
 * By keyset, and in bounded steps: what no index leads to is looked for entry by entry, no further than
 * `lookAt`, so that a page costs the same wherever it begins and however seldom a word is. `reached` says
 * where to go on.
 */
export async function searchAudit(
  filter: AuditFilter,
  place: AuditPlace,
  order: AuditOrder,
  limit: number,
  { lookAt = LOOKED_AT } = {},
): Promise<AuditFound> {
  const { leads, rest } = await planned(filter);
  const range = await rangeOf(filter, place);
  const walks = await Promise.all(leads.map((lead) => walk(lead, rest, range, order, { limit, lookAt })));
  const inOrder = (a: number, b: number) => (order === "newest" ? b - a : a - b);
  // Beyond where one of them had to stop, what the others found is not all.
  const reached = walks.flatMap(({ edge }) => edge ?? []).toSorted(inOrder)[0] ?? null;
  const found = walks
    .flatMap(({ sequences }) => sequences)
    .filter((sequence) => reached === null || inOrder(sequence, reached) <= 0)
    .toSorted(inOrder)
    .slice(0, limit);
  return { rows: await rowsOf(found, order), reached: found.length === limit ? null : reached };
}

/**
 * Which index leads to what is looked for, and what is left to be looked at in each entry. Several leads are
 * alternatives; a lead that is undefined is the log itself.
 */
async function planned(filter: AuditFilter): Promise<{ leads: (SQL | undefined)[]; rest: SQL | undefined }> {
  const { actorId, targetId, action } = store().auditEntries;
  const { target, who, actions, ...others } = filter;
  if (target !== undefined && (await hasAny(eq(targetId, target))))
    return { leads: [eq(targetId, target)], rest: matches({ who, actions, ...others }) };
  if (who !== undefined && (await hasAny(eq(actorId, who))))
    return { leads: [eq(actorId, who)], rest: matches({ target, actions, ...others }) };
  if (actions !== undefined)
    return { leads: actions.map((each) => eq(action, each)), rest: matches({ target, who, ...others }) };
  return { leads: [undefined], rest: matches(filter) };
}

async function hasAny(condition: SQL): Promise<boolean> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  return (await db.select({ sequence }).from(auditEntries).where(condition).limit(1)).length > 0;
}

/** Between two entries, neither included. */
type Range = { above: number; below: number };

/** Processes whose clocks are apart write into one log, so that its instants do not quite rise. */
const APART_MS = 600_000;

/** Where in the log to look: by the place, and by where its days lie in it. */
async function rangeOf({ from, until }: AuditFilter, { newerThan, olderThan }: AuditPlace): Promise<Range> {
  const { db, auditEntries } = store();
  const { at, sequence } = auditEntries;
  const first = (condition: SQL, order: SQL) =>
    db.select({ sequence }).from(auditEntries).where(condition).orderBy(order).limit(1);
  const [[before], [after]] = await Promise.all([
    from === undefined ? [] : first(lt(at, new Date(from.getTime() - APART_MS)), desc(at)),
    until === undefined ? [] : first(gte(at, new Date(until.getTime() + APART_MS)), asc(at)),
  ]);
  return {
    above: Math.max(newerThan ?? 0, before?.sequence ?? 0),
    below: Math.min(olderThan ?? Number.MAX_SAFE_INTEGER, after?.sequence ?? Number.MAX_SAFE_INTEGER),
  };
}

type Bounds = { limit: number; lookAt: number };

async function walk(
  lead: SQL | undefined,
  rest: SQL | undefined,
  range: Range,
  order: AuditOrder,
  { limit, lookAt }: Bounds,
): Promise<{ sequences: number[]; edge: number | null }> {
  const edge = rest === undefined ? null : await edgeOf(lead, range, order, lookAt);
  const near = edge === null ? {} : order === "newest" ? { above: edge - 1 } : { below: edge + 1 };
  const sequences = await sequencesOf(and(lead, rest), { ...range, ...near }, order, { limit });
  return { sequences, edge: sequences.length === limit ? null : edge };
}

/** The last entry that is looked at; null where nothing is behind it. */
async function edgeOf(
  lead: SQL | undefined,
  range: Range,
  order: AuditOrder,
  lookAt: number,
): Promise<number | null> {
  if (lead !== undefined) {
    const [edge, behind] = await sequencesOf(lead, range, order, { limit: 2, offset: lookAt - 1 });
    return edge === undefined || behind === undefined ? null : edge;
  }
  // The log itself has every number in between.
  const above = Math.max(range.above, ((await firstAuditEntry()) ?? 1) - 1);
  const below = Math.min(range.below, (await lastAuditEntry()) + 1);
  const edge = order === "newest" ? below - lookAt : above + lookAt;
  return edge - 1 > above && edge + 1 < below ? edge : null;
}

async function sequencesOf(
  condition: SQL | undefined,
  { above, below }: Range,
  order: AuditOrder,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<number[]> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  const rows = await db
    .select({ sequence })
    .from(auditEntries)
    .where(and(condition, gt(sequence, above), lt(sequence, below)))
    .orderBy(order === "log" ? asc(sequence) : desc(sequence))
    .limit(limit)
    .offset(offset);
  return rows.map((row) => row.sequence);
}

async function rowsOf(sequences: number[], order: AuditOrder): Promise<AuditRow[]> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  if (sequences.length === 0) return [];
  return db
    .select()
    .from(auditEntries)
    .where(inArray(sequence, sequences))
    .orderBy(order === "log" ? asc(sequence) : desc(sequence));
}

/** Undefined where nothing is asked for. */
function matches({ who, actions, target, provider, from, until, text }: AuditFilter): SQL | undefined {
  const entry = store().auditEntries;
  return and(
    who === undefined
      ? undefined
      : or(eq(entry.actorId, who), eq(entry.actorKind, who as never), holds(entry.actorName, who)),
    actions === undefined ? undefined : inArray(entry.action, actions),
    target === undefined
      ? undefined
      : or(eq(entry.targetId, target), eq(entry.targetKind, target), holds(entry.targetName, target)),
    provider === undefined ? undefined : holds(entry.data, `"provider":${JSON.stringify(provider)}`),
    from === undefined ? undefined : gte(entry.at, from),
    until === undefined ? undefined : lt(entry.at, until),
    text === undefined
      ? undefined
      : or(
          eq(entry.actorId, text),
          eq(entry.targetId, text),
          eq(entry.requestId, text),
          ...[entry.actorName, entry.targetName, entry.address, entry.action, entry.data].map((column) =>
            holds(column, text),
          ),
        ),
  );
}

/** Both sides in the small letters that the engine knows, so that what is typed as it stands is found on both. */
const holds = (column: PgColumn, text: string): SQL =>
  sql`lower(${column}) like lower(${`%${text.replace(/[\\%_]/g, "\\$&")}%`}) escape '\\'`;
