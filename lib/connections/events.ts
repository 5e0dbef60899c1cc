import "#lib/server-only";
import { insertEvent } from "#db/events";
import type { Statement } from "#db/store";
import { notice, type Subject } from "#lib/mail/notices";
import type { NoticeKind } from "#lib/mail/words";
import { newId } from "#lib/random";

export type EventKind =
  | "linked"
  | "relinked"
  | "renewed"
  | "renewal_failed"
  | "refused"
  | "tested"
  | "test_failed"
  | "disconnected"
  | "revocation"
  | "late_revocation"
  | "expiring"
  | "ended"
  | "removed";

/** The statement that writes an activity entry, committed together with the change it tells of. */
export function event(
  kind: EventKind,
  about: { connectionId: string; actorId: string | null; at: Date; data?: Record<string, unknown> },
): Statement {
  const { connectionId, actorId, at, data = {} } = about;
  return insertEvent({ id: newId(), kind, connectionId, actorId, at, data });
}

/** The same for what its person has to know: the entry and the e-mail about it. `row` is as it was before. */
export function news(
  kind: NoticeKind,
  row: Subject,
  about: { actorId: string | null; at: Date; data?: Record<string, unknown>; code?: string },
): Statement[] {
  return [event(kind, { connectionId: row.id, ...about }), ...notice(kind, row, about)];
}
