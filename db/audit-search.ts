import { and, asc, desc, eq, gt, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { AuditRow } from "./audit.ts";
import { store } from "./store.ts";

/** What is looked for in the log; what is left out is not asked for. */
export type AuditFilter = {
  /** An id, a kind of doer, or a part of a name. */
  who?: string | undefined;
  /** An action, or a group of them: "connection.". */
  action?: string | undefined;
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

/** By keyset: a page costs the same wherever it begins. In the order of the log, or newest first. */
export async function searchAudit(
  filter: AuditFilter,
  { newerThan, olderThan }: AuditPlace,
  order: "log" | "newest",
  limit: number,
): Promise<AuditRow[]> {
  const { db, auditEntries } = store();
  const { sequence } = auditEntries;
  return db
    .select()
    .from(auditEntries)
    .where(
      and(
        matches(filter),
        newerThan === undefined ? undefined : gt(sequence, newerThan),
        olderThan === undefined ? undefined : lt(sequence, olderThan),
      ),
    )
    .orderBy(order === "log" ? asc(sequence) : desc(sequence))
    .limit(limit);
}

function matches({ who, action, target, provider, from, until, text }: AuditFilter): SQL | undefined {
  const entry = store().auditEntries;
  return and(
    who === undefined
      ? undefined
      : or(eq(entry.actorId, who), eq(entry.actorKind, who as never), holds(entry.actorName, who)),
    action === undefined
      ? undefined
      : action.endsWith(".")
        ? and(gte(entry.action, action), lt(entry.action, `${action}~`))
        : eq(entry.action, action),
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

const holds = (column: PgColumn, text: string): SQL =>
  sql`lower(${column}) like ${`%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
