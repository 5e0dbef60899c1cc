import "#lib/server-only";
import { setImmediate as otherWork } from "node:timers/promises";
import {
  type AuditRow,
  auditAfter,
  auditEnd,
  type ChainLink,
  firstAuditEntry,
  lastAuditEntry,
} from "#db/audit";
import { listTrims } from "#db/audit-trims";
import { beginningWith, chainWith, type Point, trimSignature } from "./chain.ts";
import { auditKey } from "./record.ts";

/**
 * Walks the audit log from its beginning, or from where retention left it, and says whether every entry is what
 * it was and where it was. Entries that come meanwhile are not waited for.
 */

export type Break =
  | "edited"
  | "missing"
  | "added"
  | "head"
  | "trims"
  /** The head that somebody kept is not part of this log. */
  | "other_log"
  /** The head that somebody kept is of entries that retention has dropped since. */
  | "too_old";

export type Verdict =
  | { sound: true; through: Point; entries: number }
  | { sound: false; what: Break; sequence: number };

type Options = {
  /** A head that was kept elsewhere: today's log must go on from it. */
  kept?: Point | undefined;
  /** An entry up to which it was verified before, and is not verified again. */
  after?: Point | undefined;
  /** Told now and then how far it is. */
  onWay?: (through: Point) => Promise<void>;
};

const PAGE = 1_000;
const TELL_EVERY = 20;

export async function verifyAudit(options: Options = {}): Promise<Verdict> {
  for (;;) {
    const trims = (await listTrims()).length;
    const verdict = await verifyOnce(options);
    // Retention may take away what is just being looked at; then it is looked at again.
    if (verdict.sound || trims === (await listTrims()).length) return verdict;
  }
}

async function verifyOnce({ kept, after, onWay }: Options): Promise<Verdict> {
  const start = await beginningOf(kept);
  if ("sound" in start) return start;
  const head = await auditEnd();
  const link = chainWith(auditKey());
  let at: Point = after !== undefined && after.sequence >= start.sequence ? after : start;
  let entries = 0;
  if (head.sequence < at.sequence) return broken("head", head.sequence);
  for (let page = 1; at.sequence < head.sequence; page += 1) {
    const rows = await auditAfter(at.sequence, Math.min(PAGE, head.sequence - at.sequence));
    if (rows.length === 0) return broken("missing", at.sequence + 1);
    for (const row of rows) {
      const complaint = judge(at, row, link, kept);
      if (complaint !== null) return complaint;
      at = row;
      entries += 1;
    }
    if (page % TELL_EVERY === 0) await onWay?.(pointOf(at));
    await otherWork();
  }
  if (at.hash !== head.hash) return broken("head", head.sequence);
  if (kept !== undefined && kept.sequence > head.sequence) return broken("other_log", kept.sequence);
  return (await hasMore(start)) ?? { sound: true, through: pointOf(at), entries };
}

function judge(at: Point, row: AuditRow, link: ChainLink, kept: Point | undefined): Verdict | null {
  if (row.sequence !== at.sequence + 1) return broken("missing", at.sequence + 1);
  if (link(at.hash, row) !== row.hash) return broken("edited", row.sequence);
  if (kept?.sequence === row.sequence && kept.hash !== row.hash) return broken("other_log", row.sequence);
  return null;
}

/** Where the log goes on from: its first beginning, or the last entry that retention dropped. */
async function beginningOf(kept: Point | undefined): Promise<Point | Verdict> {
  const key = auditKey();
  let start: Point = { sequence: 0, hash: beginningWith(key) };
  const known = [start];
  for (const trim of await listTrims()) {
    if (trim.sequence - trim.entries !== start.sequence || trimSignature(key, trim) !== trim.signature)
      return broken("trims", trim.sequence);
    start = pointOf(trim);
    known.push(start);
  }
  if (kept === undefined || kept.sequence > start.sequence) return start;
  const same = known.find(({ sequence }) => sequence === kept.sequence);
  if (same === undefined) return broken("too_old", kept.sequence);
  return same.hash === kept.hash ? start : broken("other_log", kept.sequence);
}

/** Entries outside of what the head and the trims tell of. The head is read last: it only ever moves on. */
async function hasMore(start: Point): Promise<Verdict | null> {
  const [first, last] = [await firstAuditEntry(), await lastAuditEntry()];
  if (first !== null && first <= start.sequence) return broken("added", first);
  return last > (await auditEnd()).sequence ? broken("added", last) : null;
}

const pointOf = ({ sequence, hash }: Point): Point => ({ sequence, hash });

const broken = (what: Break, sequence: number): Verdict => ({ sound: false, what, sequence });
