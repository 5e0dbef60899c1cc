import { and, desc, eq, exists, gt, isNull, lt, ne, notExists, type SQL } from "drizzle-orm";
import { administrator } from "./administrators.ts";
import type { Schema } from "./schema.ts";
import { type Db, type Statement, store } from "./store.ts";

export type InvitationRow = Schema["invitations"]["$inferSelect"];

/** Not used, not withdrawn, not run out. */
function isOpen(at: Date) {
  const { invitations } = store();
  return and(isNull(invitations.usedAt), isNull(invitations.withdrawnAt), gt(invitations.expiresAt, at));
}

export const insertInvitation =
  (row: InvitationRow): Statement =>
  (db) =>
    db.insert(store().invitations).values(row).returning({ id: store().invitations.id });

/** The ones of the same kind for the same person or email; a new link takes the place of the old. */
export const withdrawOthers =
  (row: Pick<InvitationRow, "id" | "kind" | "userId" | "email">, at: Date): Statement =>
  (db) => {
    const { invitations } = store();
    const same =
      row.userId !== null
        ? eq(invitations.userId, row.userId)
        : row.email !== null
          ? eq(invitations.email, row.email)
          : eq(invitations.id, "");
    return db
      .update(invitations)
      .set({ withdrawnAt: at })
      .where(and(eq(invitations.kind, row.kind), same, isOpen(at), ne(invitations.id, row.id)))
      .returning({ id: invitations.id });
  };

export async function findOpenInvitation(tokenHash: string, at: Date): Promise<InvitationRow | null> {
  const { db, invitations } = store();
  const rows = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.tokenHash, tokenHash), isOpen(at)));
  return rows[0] ?? null;
}

export async function findInvitation(id: string): Promise<InvitationRow | null> {
  const { db, invitations } = store();
  const rows = await db.select().from(invitations).where(eq(invitations.id, id));
  return rows[0] ?? null;
}

/** Newest first, each with whoever made it; null: they are gone. */
export async function listOpenInvitations(at: Date, limit: number) {
  const { db, invitations, users } = store();
  return db
    .select({
      invitation: invitations,
      maker: { name: users.name, role: users.role, disabledAt: users.disabledAt },
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.createdBy))
    .where(and(eq(invitations.kind, "invitation"), isOpen(at)))
    .orderBy(desc(invitations.createdAt))
    .limit(limit);
}

export const withdrawInvitation =
  (id: string, at: Date): Statement =>
  (db) => {
    const { invitations } = store();
    return db
      .update(invitations)
      .set({ withdrawnAt: at })
      .where(and(eq(invitations.id, id), isOpen(at)))
      .returning({ id: invitations.id });
  };

/** Uses an invitation up: once, while it is open and its maker administers, for an email that nobody here has. */
export const spendInvitation =
  (tokenHash: string, email: string, at: Date): Statement =>
  (db) => {
    const { users } = store();
    const taken = db.select({ id: users.id }).from(users).where(eq(users.email, email));
    return spend(db, tokenHash, at, notExists(taken));
  };

/** Uses a link for a new password up: once, while it is open, its maker administers and its person may sign in. */
export const spendReset =
  (tokenHash: string, userId: string, at: Date): Statement =>
  (db) => {
    const { users } = store();
    const welcome = db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.disabledAt), isNull(users.customerId)));
    return spend(db, tokenHash, at, exists(welcome));
  };

function spend(db: Db, tokenHash: string, at: Date, condition: SQL) {
  const { invitations } = store();
  return db
    .update(invitations)
    .set({ usedAt: at })
    .where(
      and(
        eq(invitations.tokenHash, tokenHash),
        isOpen(at),
        exists(administrator(db, invitations.createdBy)),
        condition,
      ),
    )
    .returning({ id: invitations.id });
}

export const insertPerson =
  (row: Schema["users"]["$inferInsert"]): Statement =>
  (db) =>
    db.insert(store().users).values(row).returning({ id: store().users.id });

export async function deleteInvitationsBefore(instant: Date): Promise<void> {
  const { db, invitations } = store();
  await db.delete(invitations).where(lt(invitations.expiresAt, instant)).returning({ id: invitations.id });
}
