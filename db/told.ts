import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { store } from "./store.ts";

/** What the host application was told of one connection, and how that went. */

export type ToldRow = Pick<
  Schema["messages"]["$inferSelect"],
  "id" | "position" | "type" | "createdAt" | "dueAt"
>;
export type DeliveryRow = Pick<
  Schema["deliveries"]["$inferSelect"],
  "id" | "messageId" | "outcome" | "failures" | "endedAt"
> & { endpoint: string };

/** Newest first. */
export async function listMessagesOf(connectionId: string, limit: number): Promise<ToldRow[]> {
  const { db, messages } = store();
  const { id, position, type, createdAt, dueAt } = messages;
  return db
    .select({ id, position, type, createdAt, dueAt })
    .from(messages)
    .where(eq(messages.subject, connectionId))
    .orderBy(desc(position))
    .limit(limit);
}

/** Of the messages of one connection from a position on. */
export async function listDeliveriesOf(messageIds: string[]): Promise<DeliveryRow[]> {
  const { db, deliveries, webhookEndpoints } = store();
  if (messageIds.length === 0) return [];
  const endpoints = db.select({ id: webhookEndpoints.id }).from(webhookEndpoints);
  return (
    db
      .select({
        id: deliveries.id,
        messageId: deliveries.messageId,
        outcome: deliveries.outcome,
        failures: deliveries.failures,
        endedAt: deliveries.endedAt,
        endpoint: webhookEndpoints.name,
      })
      .from(deliveries)
      .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
      // By the endpoints as well, since that is what their index begins with.
      .where(and(inArray(deliveries.endpointId, endpoints), inArray(deliveries.messageId, messageIds)))
      .orderBy(asc(deliveries.createdAt))
  );
}
