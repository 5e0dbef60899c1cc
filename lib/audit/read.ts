import "#lib/server-only";
import { type AuditRow, auditAfter } from "#db/audit";
import { type AuditPlace, searchAudit } from "#db/audit-search";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { filterOf, type LogWish } from "./wish.ts";
import { sentence } from "./words.ts";

/** The log as administrators read it. */

const LOG_PAGE = 50;

export type LogEntryView = {
  sequence: number;
  at: Date;
  sentence: string;
  address: string | null;
  /** Every column as it is stored, for whoever wants to know exactly. */
  facts: { name: string; value: string }[];
};

export type LogPageView = {
  entries: LogEntryView[];
  /** Where the neighbouring pages begin; null where there is none. */
  newer: number | null;
  older: number | null;
  /** Up to which entry was looked, where the page is not full and there is more to look at; the page beside goes on there. */
  lookedTo: { sequence: number; at: Date } | null;
};

export async function readLog(actor: Actor, wish: LogWish, place: AuditPlace): Promise<LogPageView> {
  requireAdministrator(actor);
  const filter = filterOf(wish);
  const backwards = place.newerThan !== undefined;
  const found = await searchAudit(filter, place, backwards ? "log" : "newest", LOG_PAGE + 1);
  const more = found.rows.length > LOG_PAGE;
  const rows = backwards ? found.rows.slice(0, LOG_PAGE).reverse() : found.rows.slice(0, LOG_PAGE);
  const beyond = more ? null : found.reached;
  const [first, last] = [rows[0]?.sequence, rows.at(-1)?.sequence];
  return {
    entries: rows.map(view),
    newer: backwards ? (more ? (first ?? null) : beyond) : newerThan(place, first),
    older: backwards ? (last ?? Number(place.newerThan) + 1) : more ? (last ?? null) : beyond,
    lookedTo: beyond === null ? null : await entryAt(beyond),
  };
}

/** Whoever came here from newer entries can go back, also where nothing was found. */
function newerThan({ olderThan }: AuditPlace, first: number | undefined): number | null {
  return olderThan === undefined ? null : (first ?? olderThan - 1);
}

async function entryAt(sequence: number): Promise<{ sequence: number; at: Date } | null> {
  const [row] = await auditAfter(sequence - 1, 1);
  return row === undefined ? null : { sequence, at: row.at };
}

function view(row: AuditRow): LogEntryView {
  return {
    sequence: row.sequence,
    at: row.at,
    sentence: sentence({ ...row, data: dataOf(row) }),
    address: row.address,
    facts: Object.entries(columnsOf(row)).flatMap(([name, value]) =>
      value === null ? [] : [{ name, value: String(value) }],
    ),
  };
}

/** Somebody may have edited it in the database; the page still has to show what is there. */
function dataOf({ data }: AuditRow): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(data);
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** An entry by its column names, for folds and downloads. */
export function columnsOf(row: AuditRow) {
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    action: row.action,
    actor_kind: row.actorKind,
    actor_id: row.actorId,
    actor_name: row.actorName,
    address: row.address,
    request_id: row.requestId,
    target_kind: row.targetKind,
    target_id: row.targetId,
    target_name: row.targetName,
    data: row.data,
    hash: row.hash,
  };
}
