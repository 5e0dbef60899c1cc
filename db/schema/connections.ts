import { type AnyColumn, sql } from "drizzle-orm";
import type { Kit } from "../columns.ts";
import type { People } from "./people.ts";

/** A renewal that was begun and whose outcome is not known yet; one that is open after a crash never will be. */
export type Intent = {
  operation: "renew";
  generation: number;
  startedAt: string;
  /** How many tries of this generation ended without an answer; above 0, its refresh token may be spent. */
  unanswered: number;
};

/** What a disconnect did (lib/connections/view.ts shows it in words). */
export type Receipt = {
  erasedAt: string;
  /** What the vendor is told by (table revocations), where it is told. */
  revocationId?: string;
  revocation: "done" | "removed" | "refused" | "not_offered" | "nothing_held" | "unreachable" | "pending";
};

/** The events that an incident leaves behind; said as their index says it, which is how it is found. */
export const failedEvents = (kind: AnyColumn) => sql`${kind} in ('renewal_failed', 'test_failed')`;

/** Connections and what belongs to one. Columns named `sealed…` hold vault text. */
export function connectionsTables(kit: Kit, { users }: People) {
  const connections = kit.table(
    "connections",
    {
      id: kit.text("id").primaryKey(),
      userId: kit
        .text("user_id")
        .notNull()
        .references(() => users.id, { onDelete: "cascade" }),
      provider: kit.text("provider").notNull(),
      accountId: kit.text("account_id").notNull(),
      accountName: kit.text("account_name").notNull(),
      accountUrl: kit.text("account_url"),
      /** What its person calls it; null: what the vendor calls it. */
      label: kit.text("label"),
      /** What it is found by: its names and ids in small letters (db/found-by.ts). */
      foundBy: kit.text("found_by").notNull().default(""),
      status: kit.text("status").$type<"active" | "needs_reauth" | "revoked">().notNull(),
      /** Raised by every change of credentials; the condition of every save. */
      generation: kit.integer("generation").notNull(),
      sealedAccessToken: kit.text("sealed_access_token"),
      sealedRefreshToken: kit.text("sealed_refresh_token"),
      sealedGrant: kit.text("sealed_grant"),
      expiresAt: kit.timestamp("expires_at"),
      /** When the current access token was issued; with `expiresAt` it gives the lifetime. */
      issuedAt: kit.timestamp("issued_at"),
      /** Whether a way to renew without the person is held. */
      renewable: kit.boolean("renewable").notNull(),
      requestedScopes: kit.json<string[]>("requested_scopes"),
      grantedScopes: kit.json<string[]>("granted_scopes"),
      leaseOwner: kit.text("lease_owner"),
      leaseUntil: kit.timestamp("lease_until"),
      intent: kit.json<Intent>("intent"),
      failures: kit.integer("failures").notNull(),
      failureCode: kit.text("failure_code"),
      failedAt: kit.timestamp("failed_at"),
      retryAt: kit.timestamp("retry_at"),
      provedBy: kit.text("proved_by").$type<"link" | "renewal" | "test">(),
      provedAt: kit.timestamp("proved_at"),
      /** When the sweep next has something to do here: renew, prove, warn; null: never. */
      dueAt: kit.timestamp("due_at"),
      receipt: kit.json<Receipt>("receipt"),
      /** When a token was last handed out, and to which API key. Noted in batches. */
      lastReadAt: kit.timestamp("last_read_at"),
      lastReadBy: kit.text("last_read_by"),
      linkedAt: kit.timestamp("linked_at").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
    },
    (t) => [
      kit.uniqueIndex("connections_account").on(t.userId, t.provider, t.accountId),
      kit.index("connections_vendor_account").on(t.provider, t.accountId),
      // With all that a list of everyone's is narrowed by, so that looking through it reads no secret.
      kit
        .index("connections_created")
        .on(
          t.createdAt,
          t.id,
          t.provider,
          t.status,
          t.userId,
          t.renewable,
          t.expiresAt,
          t.issuedAt,
          t.provedAt,
          t.dueAt,
          t.leaseOwner,
          t.failureCode,
          t.foundBy,
        ),
      // A page of everyone's by name begins anywhere in it.
      kit.index("connections_found").on(t.foundBy, t.id),
      kit.index("connections_ends").on(t.status, t.renewable, t.expiresAt),
      kit.index("connections_due").on(t.provider, t.dueAt),
    ],
  );

  /** Vendors that are still to be told of an end; tried again until they confirm, refuse, or time is up. */
  const revocations = kit.table(
    "revocations",
    {
      id: kit.text("id").primaryKey(),
      /** No reference: a vendor is told even if the person, and with them the connection, is deleted. */
      connectionId: kit.text("connection_id").notNull(),
      provider: kit.text("provider").notNull(),
      sealedTokens: kit.text("sealed_tokens").notNull(),
      /** Who disconnected; null: Patchbay dropped tokens that came too late. */
      actorId: kit.text("actor_id"),
      failures: kit.integer("failures").notNull(),
      leaseOwner: kit.text("lease_owner"),
      leaseUntil: kit.timestamp("lease_until"),
      dueAt: kit.timestamp("due_at").notNull(),
      givesUpAt: kit.timestamp("gives_up_at").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
    },
    (t) => [kit.index("revocations_due").on(t.dueAt), kit.index("revocations_connection").on(t.connectionId)],
  );

  const linkAttempts = kit.table(
    "link_attempts",
    {
      id: kit.text("id").primaryKey(),
      /** SHA-256 of the `state` that travels; the state itself is never stored. */
      stateHash: kit.text("state_hash").notNull(),
      userId: kit
        .text("user_id")
        .notNull()
        .references(() => users.id, { onDelete: "cascade" }),
      sessionId: kit.text("session_id").notNull(),
      browserHash: kit.text("browser_hash").notNull(),
      provider: kit.text("provider").notNull(),
      /** The connection being reconnected; null for a new one. */
      connectionId: kit.text("connection_id"),
      sealedVerifier: kit.text("sealed_verifier").notNull(),
      requestedScopes: kit.json<string[]>("requested_scopes"),
      begunAtVendor: kit.boolean("begun_at_vendor").notNull(),
      outcome: kit.text("outcome").notNull(),
      /** The connection that came of it. */
      linkedId: kit.text("linked_id"),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at").notNull(),
    },
    (t) => [
      kit.uniqueIndex("link_attempts_state").on(t.stateHash),
      kit.index("link_attempts_user").on(t.userId, t.outcome),
      kit.index("link_attempts_expires").on(t.expiresAt),
    ],
  );

  const events = kit.table(
    "events",
    {
      id: kit.text("id").primaryKey(),
      connectionId: kit
        .text("connection_id")
        .notNull()
        .references(() => connections.id, { onDelete: "cascade" }),
      /** Who did it; null: Patchbay by itself. */
      actorId: kit.text("actor_id"),
      kind: kit.text("kind").notNull(),
      at: kit.timestamp("at").notNull(),
      /** Facts for the sentence: codes, scopes, instants. Never a secret or a vendor's own words. */
      data: kit.json<Record<string, unknown>>("data").notNull(),
    },
    (t) => [
      kit.index("events_connection").on(t.connectionId, t.at),
      kit.index("events_at").on(t.at, t.id),
      // The few that tell of a failure, among very many that do not.
      kit.index("events_failed").on(t.at).where(failedEvents(t.kind)),
    ],
  );

  /** E-mails to be sent, and in the demo to be looked at. Committed with what they tell of. */
  const mails = kit.table(
    "mails",
    {
      id: kit.text("id").primaryKey(),
      userId: kit
        .text("user_id")
        .notNull()
        .references(() => users.id, { onDelete: "cascade" }),
      subject: kit.text("subject").notNull(),
      text: kit.text("text").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
      failures: kit.integer("failures").notNull(),
      /** Null once sent, given up, or kept for the local outbox. */
      dueAt: kit.timestamp("due_at"),
      sentAt: kit.timestamp("sent_at"),
    },
    (t) => [kit.index("mails_due").on(t.dueAt), kit.index("mails_user").on(t.userId, t.createdAt)],
  );

  /** What a granted scope was last needed for through the proxy. */
  const scopeUses = kit.table(
    "scope_uses",
    {
      connectionId: kit
        .text("connection_id")
        .notNull()
        .references(() => connections.id, { onDelete: "cascade" }),
      scope: kit.text("scope").notNull(),
      uses: kit.big("uses").notNull(),
      lastUsedAt: kit.timestamp("last_used_at").notNull(),
    },
    (t) => [kit.primaryKey({ name: "scope_uses_scope", columns: [t.connectionId, t.scope] })],
  );

  return { connections, revocations, linkAttempts, events, mails, scopeUses };
}
