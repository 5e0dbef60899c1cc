import {
  type AnyColumn,
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notExists,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import { isTakeable, type Takeable } from "./lease.ts";
import type { Schema } from "./schema.ts";
import { type Db, type Statement, store } from "./store.ts";

export type DeliveryRow = Schema["deliveries"]["$inferSelect"];
export type DeliveryOutcome = DeliveryRow["outcome"];
/** A delivery in a list: with what it delivers. */
export type ListedDelivery = DeliveryRow & { type: string | null };

/** What is delivered already, or waits, stays as it is. */
export const insertDeliveries =
  (rows: DeliveryRow[]): Statement =>
  (db) => {
    const { deliveries } = store();
    return db
      .insert(deliveries)
      .values(rows)
      .onConflictDoNothing({ target: [deliveries.endpointId, deliveries.messageId] })
      .returning({ id: deliveries.id });
  };

type Placed = { endpointId: AnyColumn; subject: AnyColumn; position: AnyColumn };

/**
 * Nothing of the same subject stands before it at its endpoint: no delivery that has not ended, and no message
 * that has no deliveries yet.
 */
function isFirst(db: Db, row: Placed): SQL | undefined {
  const { deliveries, messages } = store();
  const before = sql.raw("earlier");
  const earlier = sql`select 1 from ${deliveries} as ${before} where ${before}."endpoint_id" = ${row.endpointId}
    and ${before}."subject" = ${row.subject} and ${before}."position" < ${row.position}
    and ${before}."outcome" = 'waiting'`;
  const unsent = db
    .select({ one: sql`1` })
    .from(messages)
    .where(
      and(eq(messages.subject, row.subject), lt(messages.position, row.position), isNotNull(messages.dueAt)),
    );
  return and(sql`not exists (${earlier})`, notExists(unsent));
}

/** Deliveries whose turn it is, longest due first. */
export async function listDueDeliveries(
  now: Date,
  { except, limit }: { except: string[]; limit: number },
): Promise<DeliveryRow[]> {
  const { db, deliveries, webhookEndpoints } = store();
  return db
    .select(getTableColumns(deliveries))
    .from(deliveries)
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .where(
      and(
        lte(deliveries.dueAt, now),
        isNull(webhookEndpoints.disabledAt),
        ...(except.length === 0 ? [] : [notInArray(deliveries.endpointId, except)]),
        isFirst(db, deliveries),
      ),
    )
    .orderBy(asc(deliveries.dueAt), asc(deliveries.position))
    .limit(limit);
}

/** Takes deliveries for one try each; those that somebody else took, or whose turn it is not, are left out. */
export async function claimDeliveries(claim: {
  ids: string[];
  owner: string;
  takeable: Takeable;
  leaseMs: number;
  now: Date;
}): Promise<DeliveryRow[]> {
  const { db, deliveries, clock } = store();
  return db
    .update(deliveries)
    .set({ leaseOwner: claim.owner, leaseUntil: clock.in(claim.leaseMs) })
    .where(
      and(
        inArray(deliveries.id, claim.ids),
        lte(deliveries.dueAt, claim.now),
        isTakeable(deliveries, claim.takeable),
        isFirst(db, deliveries),
      ),
    )
    .returning();
}

type Settled = Pick<DeliveryRow, "outcome" | "tries" | "failures" | "dueAt" | "endedAt">;

/** What came of a try; touches nothing when the lease is somebody else's by now. */
export const settleDelivery =
  (row: Pick<DeliveryRow, "id" | "leaseOwner">, settled: Settled): Statement =>
  (db) => {
    const { deliveries } = store();
    return db
      .update(deliveries)
      .set({ ...settled, leaseOwner: null, leaseUntil: null })
      .where(and(eq(deliveries.id, row.id), eq(deliveries.leaseOwner, row.leaseOwner ?? "")))
      .returning({ id: deliveries.id });
  };

/** Not tried after all: as it was. */
export async function releaseDelivery(row: Pick<DeliveryRow, "id" | "leaseOwner">): Promise<void> {
  const { db, deliveries } = store();
  await db
    .update(deliveries)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(deliveries.id, row.id), eq(deliveries.leaseOwner, row.leaseOwner ?? "")))
    .returning({ id: deliveries.id });
}

/** Those that wait behind one of their subject are due when it is, so that nobody looks at them before. */
export const alignFollowers =
  (row: Pick<DeliveryRow, "endpointId" | "subject" | "position">, dueAt: Date): Statement =>
  (db) => {
    const { deliveries } = store();
    return db
      .update(deliveries)
      .set({ dueAt })
      .where(
        and(
          eq(deliveries.endpointId, row.endpointId),
          eq(deliveries.subject, row.subject),
          gte(deliveries.position, row.position + 1),
          eq(deliveries.outcome, "waiting"),
          isNull(deliveries.leaseOwner),
        ),
      )
      .returning({ id: deliveries.id });
  };

/** Everything that waits for an endpoint: due then, or with null not before it is enabled. */
export const setWaiting =
  (endpointId: string, dueAt: Date | null): Statement =>
  (db) => {
    const { deliveries } = store();
    return db
      .update(deliveries)
      .set({ dueAt })
      .where(and(eq(deliveries.endpointId, endpointId), eq(deliveries.outcome, "waiting")))
      .returning({ id: deliveries.id });
  };

/** Once more, from the beginning of its schedule; not while a try is under way. */
export const resetDeliveries =
  (endpointId: string, messageIds: string[], dueAt: Date): Statement =>
  (db) => {
    const { deliveries } = store();
    return db
      .update(deliveries)
      .set({ outcome: "waiting", failures: 0, dueAt, endedAt: null })
      .where(
        and(
          eq(deliveries.endpointId, endpointId),
          inArray(deliveries.messageId, messageIds),
          isNull(deliveries.leaseOwner),
        ),
      )
      .returning({ id: deliveries.id });
  };

export async function findDelivery(id: string): Promise<DeliveryRow | null> {
  const { db, deliveries } = store();
  const rows = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return rows[0] ?? null;
}

export type DeliveryFilter = { endpointId: string; outcome?: DeliveryOutcome | undefined };

/**
 * An endpoint's deliveries, newest message first; `before` is the place of the last one seen. Each outcome is
 * looked for by itself, since the index has them one after another: so many of each are read at most.
 */
export async function listDeliveries(
  { endpointId, outcome }: DeliveryFilter,
  page: { before: number | null; limit: number },
): Promise<ListedDelivery[]> {
  const wanted = outcome === undefined ? outcomes : [outcome];
  const lists = await Promise.all(wanted.map((each) => listOutcome(endpointId, each, page)));
  return lists
    .flat()
    .toSorted((a, b) => b.position - a.position)
    .slice(0, page.limit);
}

const outcomes: DeliveryOutcome[] = ["waiting", "delivered", "given_up"];

async function listOutcome(
  endpointId: string,
  outcome: DeliveryOutcome,
  { before, limit }: { before: number | null; limit: number },
): Promise<ListedDelivery[]> {
  const { db, deliveries, messages } = store();
  return db
    .select({ ...getTableColumns(deliveries), type: messages.type })
    .from(deliveries)
    .leftJoin(messages, eq(messages.id, deliveries.messageId))
    .where(
      and(
        eq(deliveries.endpointId, endpointId),
        eq(deliveries.outcome, outcome),
        before === null ? undefined : lt(deliveries.position, before),
      ),
    )
    .orderBy(desc(deliveries.position))
    .limit(limit);
}

/** What has waited since then, for an endpoint that is disabled, is not delivered any more. */
export async function giveUpBefore(instant: Date, at: Date): Promise<void> {
  const { db, deliveries } = store();
  await db
    .update(deliveries)
    .set({ outcome: "given_up", endedAt: at })
    .where(
      and(lt(deliveries.createdAt, instant), eq(deliveries.outcome, "waiting"), isNull(deliveries.dueAt)),
    )
    .returning({ id: deliveries.id });
}
