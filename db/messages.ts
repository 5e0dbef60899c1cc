import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notLike,
  or,
} from "drizzle-orm";
import { type KeyReach, visible } from "./connections.ts";
import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type MessageRow = Schema["messages"]["$inferSelect"];
export type NewMessage = Schema["messages"]["$inferInsert"];

export const insertMessage =
  (row: NewMessage): Statement =>
  (db) =>
    db.insert(store().messages).values(row).returning({ position: store().messages.position });

export type MessagePage = {
  after: number;
  until: number;
  limit: number;
  type?: string | undefined;
  subject?: string | undefined;
};

/** What happened to what a key may see, in the order of its positions. */
export async function listMessages(reach: KeyReach, page: MessagePage): Promise<MessageRow[]> {
  const { db, messages } = store();
  return db
    .select()
    .from(messages)
    .where(
      and(
        gt(messages.position, page.after),
        // A test of an endpoint is nothing that happened.
        notLike(messages.subject, "endpoint:%"),
        lte(messages.position, page.until),
        page.type === undefined ? undefined : eq(messages.type, page.type),
        page.subject === undefined ? undefined : eq(messages.subject, page.subject),
        within(reach),
      ),
    )
    .orderBy(asc(messages.position))
    .limit(page.limit);
}

/** Of connections in reach; and of the vendors themselves, unless it is limited to some people's accounts. */
function within(reach: KeyReach) {
  const { providers, owners } = reach;
  if (providers === null && owners === null) return undefined;
  const { db, messages, connections } = store();
  const connection = db
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.id, messages.subject), visible(reach)));
  const vendors = (providers ?? []).map((id) => `vendor:${id}`);
  return owners === null ? or(exists(connection), inArray(messages.subject, vendors)) : exists(connection);
}

/** Longer than any transaction lasts. */
const SETTLING_MS = 15_000;
const LOOKED_AT_ONCE = 200;

/**
 * The position up to which everything has been committed. On PostgreSQL a position is taken before it can be
 * seen, so a gap among the newest may yet be filled; whoever reads past it would miss what comes there.
 */
export async function settledPosition(now: Date): Promise<number> {
  const [newest] = await newestBefore(Number.MAX_SAFE_INTEGER, 1);
  if (newest === undefined) return 0;
  let settled = newest.position;
  let above = newest;
  for (;;) {
    const below = await newestBefore(above.position, LOOKED_AT_ONCE);
    const complete = below.length < LOOKED_AT_ONCE;
    for (const each of complete ? [...below, { position: 0, createdAt: new Date(0) }] : below) {
      if (now.getTime() - above.createdAt.getTime() > SETTLING_MS) return settled;
      if (each.position < above.position - 1) settled = each.position;
      above = each;
    }
    if (complete) return settled;
  }
}

async function newestBefore(position: number, limit: number) {
  const { db, messages } = store();
  return db
    .select({ position: messages.position, createdAt: messages.createdAt })
    .from(messages)
    .where(lt(messages.position, position))
    .orderBy(desc(messages.position))
    .limit(limit);
}

/** Messages that have no deliveries yet, in their order. */
export async function listDueMessages(now: Date, limit: number): Promise<MessageRow[]> {
  const { db, messages } = store();
  return db
    .select()
    .from(messages)
    .where(lte(messages.dueAt, now))
    .orderBy(asc(messages.position))
    .limit(limit);
}

/** Takes messages for their deliveries, which the same batch makes; touches those that nobody else took. */
export const takeMessages =
  (positions: number[]): Statement =>
  (db) => {
    const { messages } = store();
    return db
      .update(messages)
      .set({ dueAt: null })
      .where(and(inArray(messages.position, positions), isNotNull(messages.dueAt)))
      .returning({ position: messages.position });
  };

export async function findMessages(ids: string[]): Promise<MessageRow[]> {
  const { db, messages } = store();
  return ids.length === 0 ? [] : db.select().from(messages).where(inArray(messages.id, ids));
}

/** Messages of an instant or later, from a place on, in their order. */
export async function listMessagesSince(
  since: Date,
  after: number,
  limit: number,
): Promise<Pick<MessageRow, "position" | "id" | "type" | "subject">[]> {
  const { db, messages } = store();
  return db
    .select({
      position: messages.position,
      id: messages.id,
      type: messages.type,
      subject: messages.subject,
    })
    .from(messages)
    .where(and(gte(messages.createdAt, since), gt(messages.position, after), isNull(messages.dueAt)))
    .orderBy(asc(messages.position))
    .limit(limit);
}
