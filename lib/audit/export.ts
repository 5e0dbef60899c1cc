import "#lib/server-only";
import { setImmediate as otherWork } from "node:timers/promises";
import { stringify } from "csv-stringify/sync";
import { auditEnd } from "#db/audit";
import { searchAudit } from "#db/audit-search";
import { now } from "#lib/clock";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { columnsOf } from "./read.ts";
import { noted } from "./record.ts";
import { filterOf, type LogWish } from "./wish.ts";

/** The log as a file, piece by piece, so that no length of it is held in memory at once. */

export const exportFormats = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
} as const;

export type ExportFormat = keyof typeof exportFormats;

/** So few that they are gone before memory is next tidied: more would be carried along, and pile up. */
const PAGE = 200;

/** For administrators. The download is an entry itself, written before the first piece is given. */
export async function exportLog(
  actor: Actor,
  wish: LogWish,
  format: ExportFormat,
): Promise<AsyncGenerator<string>> {
  requireAdministrator(actor);
  return auditPieces(wish, format);
}

/** For the command line, whose operator has the database anyway. */
export async function auditPieces(wish: LogWish, format: ExportFormat): Promise<AsyncGenerator<string>> {
  await noted({
    action: "audit.exported",
    target: { kind: "audit", id: null },
    at: now(),
    data: { format, filter: wish },
  });
  return pieces(wish, format, (await auditEnd()).sequence);
}

async function* pieces(wish: LogWish, format: ExportFormat, through: number): AsyncGenerator<string> {
  const filter = filterOf(wish);
  if (format === "csv") yield csv([columnNames]);
  let newerThan = 0;
  for (;;) {
    const { rows, reached } = await searchAudit(filter, { newerThan, olderThan: through + 1 }, "log", PAGE);
    if (rows.length > 0)
      yield format === "csv"
        ? csv(rows.map((row) => Object.values(columnsOf(row))))
        : rows.map((row) => `${JSON.stringify(columnsOf(row))}\n`).join("");
    const last = rows.length === PAGE ? rows.at(-1)?.sequence : reached;
    if (last === undefined || last === null) return;
    newerThan = last;
    await otherWork();
  }
}

/** A cell that a spreadsheet would take for a formula is marked as text. */
const csv = (rows: unknown[][]) => stringify(rows, { escape_formulas: true });

const columnNames = [
  "sequence",
  "at",
  "action",
  "actor_kind",
  "actor_id",
  "actor_name",
  "address",
  "request_id",
  "target_kind",
  "target_id",
  "target_name",
  "data",
  "hash",
] satisfies (keyof ReturnType<typeof columnsOf>)[];
