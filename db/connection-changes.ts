import { and, eq, gt, isNotNull, isNull, lte, ne } from "drizzle-orm";
import { type ConnectionRow, type NewConnection, type Viewer, visible } from "./connections.ts";
import { foundBy } from "./found-by.ts";
import { isTakeable, type Takeable } from "./lease.ts";
import type { Intent, Receipt } from "./schema.ts";
import { type Statement, store } from "./store.ts";

/** Every change of a connection's credentials or health. Each names the generation it was made from. */

/** What a connection's credentials are replaced by, all at once. */
export type Credentials = Pick<
  ConnectionRow,
  | "sealedAccessToken"
  | "sealedRefreshToken"
  | "sealedGrant"
  | "expiresAt"
  | "issuedAt"
  | "renewable"
  | "grantedScopes"
  | "dueAt"
>;

/** Linked again: new credentials on the row as it was read; touches nothing when it has moved since. */
export const relinkConnection =
  (read: ConnectionRow, change: Partial<NewConnection> & Credentials): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({
        ...change,
        ...settled,
        generation: read.generation + 1,
        foundBy: foundBy({ ...read, ...change }),
      })
      .where(and(eq(connections.id, read.id), eq(connections.generation, read.generation)))
      .returning({ id: connections.id });
  };

/** What every change of credentials settles: no lease, no intent, no failure outlives it. */
const settled = {
  leaseOwner: null,
  leaseUntil: null,
  intent: null,
  failures: 0,
  failureCode: null,
  failedAt: null,
  retryAt: null,
} as const;

/** Takes the lease and writes the intent; null when someone else holds it or the credentials have moved. */
export async function claimLease(claim: {
  id: string;
  generation: number;
  owner: string;
  takeable: Takeable;
  leaseMs: number;
  intent: Intent;
  /** When the sweep looks after it, should the owner never come back. */
  dueAt: Date;
}): Promise<ConnectionRow | null> {
  const { db, connections, clock } = store();
  const rows = await db
    .update(connections)
    .set({
      leaseOwner: claim.owner,
      leaseUntil: clock.in(claim.leaseMs),
      intent: claim.intent,
      dueAt: claim.dueAt,
    })
    .where(
      and(
        eq(connections.id, claim.id),
        eq(connections.generation, claim.generation),
        eq(connections.status, "active"),
        isTakeable(connections, claim.takeable),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/**
 * Saves renewed credentials. The condition is the generation whose refresh token was spent, never the lease:
 * a slow vendor must not cost us the only copy of a rotated token (decision record 0003).
 */
export const saveRenewal =
  (spent: { id: string; generation: number }, change: Credentials & { provedAt: Date }): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ ...change, ...settled, provedBy: "renewal", generation: spent.generation + 1 })
      .where(
        and(
          eq(connections.id, spent.id),
          eq(connections.generation, spent.generation),
          ne(connections.status, "revoked"),
        ),
      )
      .returning({ id: connections.id });
  };

/**
 * A temporary failure: the credentials stay, the next try is later. The intent stays too where the vendor
 * may have acted on a request whose answer was lost.
 */
export const saveFailure =
  (
    at: { id: string; generation: number; owner: string },
    change: {
      failures: number;
      failureCode: string;
      failedAt: Date;
      retryAt: Date;
      dueAt: Date;
      intent: Intent | null;
    },
  ): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ ...change, leaseOwner: null, leaseUntil: null })
      .where(
        and(
          eq(connections.id, at.id),
          eq(connections.generation, at.generation),
          eq(connections.leaseOwner, at.owner),
        ),
      )
      .returning({ id: connections.id });
  };

const erased = {
  sealedAccessToken: null,
  sealedRefreshToken: null,
  sealedGrant: null,
  expiresAt: null,
  issuedAt: null,
  renewable: false,
  dueAt: null,
} as const;

/** The vendor refused for good: credentials are erased and the person is asked to link again. */
export const saveRefusal =
  (at: { id: string; generation: number }, change: { failureCode: string; failedAt: Date }): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ ...erased, ...settled, ...change, status: "needs_reauth", generation: at.generation + 1 })
      .where(
        and(
          eq(connections.id, at.id),
          eq(connections.generation, at.generation),
          eq(connections.status, "active"),
        ),
      )
      .returning({ id: connections.id });
  };

/** Disconnected or removed at the vendor: credentials are erased at once and the generation moves on. */
export const saveRevocation =
  (at: { id: string; generation: number }, receipt: Receipt): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ ...erased, ...settled, receipt, status: "revoked", generation: at.generation + 1 })
      .where(
        and(
          eq(connections.id, at.id),
          eq(connections.generation, at.generation),
          ne(connections.status, "revoked"),
        ),
      )
      .returning({ id: connections.id });
  };

export const saveReceipt =
  (id: string, receipt: Receipt): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ receipt })
      .where(and(eq(connections.id, id), eq(connections.status, "revoked")))
      .returning({ id: connections.id });
  };

/** A test proved the link: evidence is noted, credentials and generation are left alone. */
export const saveProof =
  (
    at: Pick<ConnectionRow, "id" | "generation" | "label" | "accountId">,
    proof: {
      provedAt: Date;
      accountName: string;
      accountUrl: string | null;
      grantedScopes?: string[];
      dueAt?: Date;
    },
  ): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({
        ...proof,
        foundBy: foundBy({ ...at, ...proof }),
        provedBy: "test",
        failures: 0,
        failureCode: null,
        failedAt: null,
        retryAt: null,
      })
      .where(and(eq(connections.id, at.id), eq(connections.generation, at.generation)))
      .returning({ id: connections.id });
  };

type Doubt = { failureCode: string; failedAt: Date; failures?: number; retryAt?: Date; dueAt?: Date };

/** Notes a failed test without judging the link. */
export const saveDoubt =
  (at: { id: string; generation: number }, doubt: Doubt): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set(doubt)
      .where(and(eq(connections.id, at.id), eq(connections.generation, at.generation)))
      .returning({ id: connections.id });
  };

/** The sweep has done what was due, and nothing about the credentials changed. */
export const saveDue =
  (at: { id: string; generation: number }, dueAt: Date | null): Statement =>
  (db) => {
    const { connections } = store();
    return db
      .update(connections)
      .set({ dueAt })
      .where(and(eq(connections.id, at.id), eq(connections.generation, at.generation)))
      .returning({ id: connections.id });
  };

/**
 * What its person calls it; credentials and generation are left alone. Touches nothing where there is none to
 * be seen, or where it is not called any more what it was when it was read.
 */
export const saveLabel =
  (viewer: Viewer, read: ConnectionRow, label: string | null): Statement =>
  (db) => {
    const { connections } = store();
    const before = read.label === null ? isNull(connections.label) : eq(connections.label, read.label);
    return db
      .update(connections)
      .set({ label, foundBy: foundBy({ ...read, label }) })
      .where(and(eq(connections.id, read.id), before, visible(viewer)))
      .returning({ id: connections.id });
  };

/** A vendor answers again: whoever waited for a next try after it failed is due now. */
export async function hastenRetries(provider: string, now: Date, until: Date): Promise<void> {
  const { db, connections } = store();
  await db
    .update(connections)
    .set({ retryAt: null, dueAt: now })
    .where(
      and(
        eq(connections.provider, provider),
        gt(connections.dueAt, now),
        lte(connections.dueAt, until),
        isNotNull(connections.retryAt),
        eq(connections.status, "active"),
      ),
    )
    .returning({ id: connections.id });
}
