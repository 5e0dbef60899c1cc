import {
  and,
  asc,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  lt,
  lte,
  notExists,
  sql,
} from "drizzle-orm";
import type { Schema } from "./schema.ts";
import { type Db, type Statement, store } from "./store.ts";

export type MailRow = Schema["mails"]["$inferSelect"];

/** Which of the two kinds a person may have switched off. */
export type MailKind = "mailsNeedsYou" | "mailsEnding";

type Mail = Omit<MailRow, "failures" | "sentAt">;
/** Another one for the same person joins one that was begun after `since` and that nobody has tried to send. */
type Joining = { kind: MailKind; since: Date; subject: string; between: string };

/**
 * Two statements, of which one writes: the first joins a mail that still waits, the second makes one where
 * none does. Neither writes for whoever is disabled or does not want this kind.
 */
export function writeMail(mail: Mail, joining: Joining): [Statement, Statement] {
  return [joinMail(mail, joining), beginMail(mail, joining)];
}

/** One of its own, whatever waits and whatever the person chose: what administrators have to know. */
export const insertMail =
  (row: MailRow): Statement =>
  (db) =>
    db.insert(store().mails).values(row).returning({ id: store().mails.id });

const joinMail =
  (mail: Mail, { kind, since, subject, between }: Joining): Statement =>
  (db) => {
    const { mails } = store();
    const more = `${between}${mail.text}`;
    return db
      .update(mails)
      .set({ subject, text: sql`${mails.text} || cast(${more} as text)` })
      .where(and(isWaiting(mail.userId, since), exists(wants(db, mail.userId, kind))))
      .returning({ id: mails.id });
  };

const beginMail =
  (mail: Mail, { kind, since }: Joining): Statement =>
  (db) => {
    const { mails, users } = store();
    const row: MailRow = { ...mail, failures: 0, sentAt: null };
    const values = Object.entries(getTableColumns(mails)).map(
      ([name, column]) => sql`${sql.param(row[name as keyof MailRow], column)}`,
    );
    const waiting = db.select({ id: mails.id }).from(mails).where(isWaiting(mail.userId, since));
    const unless = and(wanting(mail.userId, kind), notExists(waiting));
    return db
      .insert(mails)
      .select(sql`select ${sql.join(values, sql`, `)} from ${users} where ${unless}`)
      .returning({ id: mails.id });
  };

function isWaiting(userId: string, since: Date) {
  const { mails } = store();
  return and(
    eq(mails.userId, userId),
    gt(mails.createdAt, since),
    eq(mails.failures, 0),
    isNull(mails.sentAt),
  );
}

function wanting(userId: string, kind: MailKind) {
  const { users } = store();
  return and(eq(users.id, userId), eq(users[kind], true), isNull(users.disabledAt));
}

const wants = (db: Db, userId: string, kind: MailKind) =>
  db.select({ id: store().users.id }).from(store().users).where(wanting(userId, kind));

/** Newest first. */
export async function listMails(userId: string, limit: number): Promise<MailRow[]> {
  const { db, mails } = store();
  return db
    .select()
    .from(mails)
    .where(eq(mails.userId, userId))
    .orderBy(desc(mails.createdAt), desc(mails.id))
    .limit(limit);
}

export async function listDueMails(now: Date, limit: number): Promise<Pick<MailRow, "id" | "failures">[]> {
  const { db, mails } = store();
  return db
    .select({ id: mails.id, failures: mails.failures })
    .from(mails)
    .where(and(isNotNull(mails.dueAt), lte(mails.dueAt, now)))
    .orderBy(asc(mails.dueAt))
    .limit(limit);
}

/**
 * Takes a mail for one try: the try is counted, and the next one set, before it is made, so that no two
 * processes send the same mail and a crash in between only means another try. Null: somebody was quicker.
 */
export async function claimMail(
  read: Pick<MailRow, "id" | "failures">,
  now: Date,
  retryAt: Date,
): Promise<MailRow | null> {
  const { db, mails } = store();
  const rows = await db
    .update(mails)
    .set({ failures: read.failures + 1, dueAt: retryAt })
    .where(and(eq(mails.id, read.id), eq(mails.failures, read.failures), lte(mails.dueAt, now)))
    .returning();
  return rows[0] ?? null;
}

/** Sent (`sentAt`), or given up (null). */
export async function settleMail(id: string, sentAt: Date | null): Promise<void> {
  const { db, mails } = store();
  await db.update(mails).set({ dueAt: null, sentAt }).where(eq(mails.id, id)).returning({ id: mails.id });
}

export async function deleteMailsBefore(instant: Date): Promise<void> {
  const { db, mails } = store();
  await db.delete(mails).where(lt(mails.createdAt, instant)).returning({ id: mails.id });
}
