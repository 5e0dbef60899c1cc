import "#lib/server-only";
import { type DeliveryRow, insertDeliveries } from "#db/deliveries";
import { listDueMessages, type MessageRow, takeMessages } from "#db/messages";
import { store } from "#db/store";
import { type EndpointRow, listEndpoints } from "#db/webhook-endpoints";
import { newId } from "#lib/random";

const MOST_AT_ONCE = 200;
/** Values in one statement are limited (SQLite: 32,766). */
const ROWS_AT_ONCE = 500;

/** Makes the deliveries of messages that have none yet; true when there may be more. */
export async function fanOut(at: Date): Promise<boolean> {
  const due = await listDueMessages(at, MOST_AT_ONCE);
  if (due.length === 0) return false;
  const endpoints = (await listEndpoints()).filter(({ disabledAt }) => disabledAt === null);
  const rows = due.flatMap((message) =>
    endpoints
      .filter((endpoint) => wants(endpoint, message))
      .map((endpoint) => delivery(endpoint, message, at)),
  );
  // Another process may be at the same messages: whoever comes second finds them taken, or deliveries there.
  await store().atomically([takeMessages(due.map(({ position }) => position)), ...inserting(rows)]);
  return due.length === MOST_AT_ONCE;
}

export const inserting = (rows: DeliveryRow[]) =>
  Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, page) =>
    insertDeliveries(rows.slice(page * ROWS_AT_ONCE, (page + 1) * ROWS_AT_ONCE)),
  );

export const wants = ({ types }: EndpointRow, { type }: Pick<MessageRow, "type">) =>
  types === null || types.includes(type);

export function delivery(
  { id: endpointId }: Pick<EndpointRow, "id">,
  { position, id: messageId, subject }: Pick<MessageRow, "position" | "id" | "subject">,
  at: Date,
): DeliveryRow {
  return {
    id: `dlv_${newId()}`,
    endpointId,
    position,
    messageId,
    subject,
    outcome: "waiting",
    tries: [],
    failures: 0,
    leaseOwner: null,
    leaseUntil: null,
    dueAt: at,
    createdAt: at,
    endedAt: null,
  };
}
