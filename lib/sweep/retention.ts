import "#lib/server-only";
import {
  deleteBulkBefore,
  deleteBulkItemsBefore,
  deleteDeliveriesBefore,
  deleteEventsBefore,
  deleteMessagesBefore,
} from "#db/retention";
import { trimAudit } from "#lib/audit/trim";
import { settings } from "#lib/settings";

const DAY_MS = 86_400_000;
/** What became of each row of a bulk action; that it was done, and by whom, stays in the log. */
const KEEP_BULK_DAYS = 30;
const AT_ONCE = 1_000;
/** So that a backlog is worked off over rounds and nobody waits for one. */
const TURNS = 10;

/** Drops what is older than the settings, or a constant here, say. True when there may be more to drop. */
export async function dropOld(at: Date): Promise<boolean> {
  const { keepAuditDays, keepEventsDays, keepDeliveriesDays } = await settings();
  const before = (days: number) => new Date(at.getTime() - days * DAY_MS);
  const left = [
    await inTurns(() => trimAudit(before(keepAuditDays))),
    await inTurns(() => deleteEventsBefore(before(keepEventsDays), AT_ONCE)),
    await inTurns(() => deleteDeliveriesBefore(before(keepDeliveriesDays), AT_ONCE)),
    await inTurns(() => deleteMessagesBefore(before(keepDeliveriesDays), AT_ONCE)),
    await inTurns(() => deleteBulkItemsBefore(before(KEEP_BULK_DAYS), AT_ONCE)),
    await inTurns(() => deleteBulkBefore(before(KEEP_BULK_DAYS), AT_ONCE)),
  ];
  return left.includes(true);
}

async function inTurns(drop: () => Promise<number>): Promise<boolean> {
  for (let turn = 0; turn < TURNS; turn += 1) if ((await drop()) < AT_ONCE) return false;
  return true;
}
