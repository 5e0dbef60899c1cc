import { and, asc, count, gt, isNotNull, isNull, lte, ne } from "drizzle-orm";
import { store } from "./store.ts";

/** What is there right now, for whoever watches the server; each asks an index, or a small table. */

/** How many connections there are of each vendor and state; reads all of them, so not to be asked often. */
export async function countConnectionsByState(): Promise<
  { provider: string; status: string; amount: number }[]
> {
  const { db, connections } = store();
  return db
    .select({ provider: connections.provider, status: connections.status, amount: count() })
    .from(connections)
    .groupBy(connections.provider, connections.status);
}

export type Queues = Record<
  "connections" | "messages" | "deliveries" | "mails" | "inbox" | "revocations",
  number
>;

/** What is due at this moment and not done. */
export async function countQueues(now: Date): Promise<Queues> {
  const { db, connections, messages, deliveries, mails, inbox, revocations } = store();
  const [due, told, delivered, written, heard, revoked] = await Promise.all([
    db.$count(connections, and(gt(connections.dueAt, new Date(0)), lte(connections.dueAt, now))),
    db.$count(messages, isNotNull(messages.dueAt)),
    db.$count(deliveries, lte(deliveries.dueAt, now)),
    db.$count(mails, and(isNotNull(mails.dueAt), isNull(mails.sentAt))),
    db.$count(inbox, lte(inbox.dueAt, now)),
    db.$count(revocations, lte(revocations.dueAt, now)),
  ]);
  return {
    connections: due,
    messages: told,
    deliveries: delivered,
    mails: written,
    inbox: heard,
    revocations: revoked,
  };
}

/** Since when the longest due connection of a vendor has waited; null: nothing is late. */
export async function longestDue(now: Date): Promise<Date | null> {
  const { db, connections } = store();
  const [row] = await db
    .select({ dueAt: connections.dueAt })
    .from(connections)
    .where(and(lte(connections.dueAt, now), ne(connections.status, "revoked")))
    .orderBy(asc(connections.dueAt))
    .limit(1);
  return row?.dueAt ?? null;
}

export async function countWebhookEndpoints(): Promise<{ failing: number; disabled: number; all: number }> {
  const { db, webhookEndpoints } = store();
  const [all, disabled, failing] = await Promise.all([
    db.$count(webhookEndpoints),
    db.$count(webhookEndpoints, isNotNull(webhookEndpoints.disabledAt)),
    db.$count(
      webhookEndpoints,
      and(isNotNull(webhookEndpoints.failingSince), isNull(webhookEndpoints.disabledAt)),
    ),
  ]);
  return { all, disabled, failing };
}

/** Open incidents by vendor and kind. */
export async function countOpenIncidents(): Promise<{ provider: string; kind: string; amount: number }[]> {
  const { db, incidents } = store();
  return db
    .select({ provider: incidents.provider, kind: incidents.kind, amount: count() })
    .from(incidents)
    .where(isNull(incidents.closedAt))
    .groupBy(incidents.provider, incidents.kind);
}
