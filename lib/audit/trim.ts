import "#lib/server-only";
import { type AuditRow, auditAfter, deleteAuditThrough } from "#db/audit";
import { insertTrim, listTrims } from "#db/audit-trims";
import { countTry, takeBack } from "#db/limits";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import { PATCHBAY } from "#lib/request";
import { beginningWith, chainWith, type Point, trimSignature } from "./chain.ts";
import { auditKey, recorded } from "./record.ts";

const AT_ONCE = 1_000;
const LONGEST_MS = 60_000;

/**
 * Drops the oldest entries that are from before an instant, at most a thousand. What goes is verified first and
 * leaves a signed summary behind, from which the chain goes on; that it went is an entry itself. Answers how many.
 */
export async function trimAudit(before: Date): Promise<number> {
  const at = now();
  // One at a time, in all processes together: what two drop must not overlap.
  const { points } = await countTry("audit-trim", at, new Date(at.getTime() + LONGEST_MS));
  if (points > 1) return 0;
  return trim(before, at).finally(() => takeBack("audit-trim", "all"));
}

async function trim(before: Date, at: Date): Promise<number> {
  const last = (await listTrims()).at(-1);
  const start: Point = last ?? { sequence: 0, hash: beginningWith(auditKey()) };
  const rows = leading(await auditAfter(start.sequence, AT_ONCE), before);
  const [first, end] = [rows[0], rows.at(-1)];
  if (first === undefined || end === undefined) return 0;
  if (!isWhole(start, rows)) {
    log.error({ from: first.sequence }, "Old audit entries are not what they were, so none are dropped.");
    return 0;
  }
  const told = {
    sequence: end.sequence,
    hash: end.hash,
    entries: rows.length,
    firstAt: first.at,
    lastAt: end.at,
    summary: JSON.stringify(counts(rows)),
    trimmedAt: at,
  };
  const dropped = await store().atomically([
    insertTrim({ ...told, signature: trimSignature(auditKey(), told) }),
    deleteAuditThrough(end.sequence),
    recorded({
      action: "audit.trimmed",
      target: { kind: "audit", id: null },
      at,
      data: { through: end.sequence, hash: end.hash, entries: rows.length },
      by: PATCHBAY,
    }),
  ]);
  return dropped === null ? 0 : rows.length;
}

function leading(rows: AuditRow[], before: Date): AuditRow[] {
  const end = rows.findIndex(({ at }) => at >= before);
  return end === -1 ? rows : rows.slice(0, end);
}

function isWhole(start: Point, rows: AuditRow[]): boolean {
  const link = chainWith(auditKey());
  return rows.every((row, index) => {
    const previous = index === 0 ? start : (rows[index - 1] as AuditRow);
    return row.sequence === previous.sequence + 1 && link(previous.hash, row) === row.hash;
  });
}

function counts(rows: AuditRow[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { action } of rows) found[action] = (found[action] ?? 0) + 1;
  return found;
}
