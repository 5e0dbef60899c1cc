import "#lib/server-only";
import type { ConnectionRow } from "#db/connections";
import { insertEvent } from "#db/events";
import type { Closing, Statement } from "#db/store";
import { oneMore, recorded } from "#lib/audit/record";
import { notice, type Subject } from "#lib/mail/notices";
import type { NoticeKind } from "#lib/mail/words";
import { countEvent } from "#lib/metrics/count";
import { newId } from "#lib/random";
import { currentRequest, type Doer, PATCHBAY } from "#lib/request";
import { message } from "#lib/webhooks/message";
import type { MessageType } from "#lib/webhooks/types";

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

/** What an event tells of the connection it happened to. */
export type EventSubject = Pick<ConnectionRow, "id" | "userId" | "provider" | "accountId" | "accountName"> & {
  label?: string | null;
};

type About = { actorId: string | null; at: Date; data?: Record<string, unknown> };

/**
 * What has to be written when something happens to a connection, together with the change itself: its
 * activity log, the audit log, the hour's figures, and what the host application is told.
 */
export function event(
  kind: EventKind,
  connection: EventSubject,
  { actorId, at, data = {} }: About,
): (Statement | Closing)[] {
  const { id, provider } = connection;
  const told = messageFor(kind, data);
  return [
    Object.assign(insertEvent({ id: newId(), kind, connectionId: id, actorId, at, data }), {
      committed: () => countEvent(kind, provider),
    }),
    ...(told === null ? [] : [message(told, id, at, { connection: messageView(connection), ...data })]),
    recorded(
      {
        action: `connection.${kind}`,
        target: { kind: "connection", id, name: connection.label ?? connection.accountName },
        at,
        data: { provider, ...data },
        by: doerOf(actorId),
      },
      [oneMore(kind, provider, at)],
    ),
  ];
}

/** The same for what its person has to know: with the email about it. `row` is as it was before. */
export function news(
  kind: NoticeKind,
  row: Subject & EventSubject,
  about: About & { code?: string },
): (Statement | Closing)[] {
  return [...event(kind, row, about), ...notice(kind, row, about)];
}

function doerOf(actorId: string | null): Doer {
  if (actorId === null) return PATCHBAY;
  const doer = currentRequest()?.doer ?? null;
  return doer?.id === actorId ? doer : { kind: "person", id: actorId, name: null };
}

function messageFor(kind: EventKind, data: Record<string, unknown>): MessageType | null {
  if (kind === "renewed") return data.afterFailures === undefined ? null : "connection.recovered";
  return messages[kind] ?? null;
}

const messages: Partial<Record<EventKind, MessageType>> = {
  linked: "connection.linked",
  relinked: "connection.reconnected",
  refused: "connection.needs_attention",
  ended: "connection.needs_attention",
  expiring: "connection.expiring",
  disconnected: "connection.disconnected",
  removed: "connection.removed",
};

const messageView = ({ id, userId, provider, accountId, accountName, label }: EventSubject) => ({
  id,
  provider,
  ownerId: userId,
  account: { id: accountId, name: accountName },
  label: label ?? null,
});
