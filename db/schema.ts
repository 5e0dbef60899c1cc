import type { Kit } from "./columns.ts";

/** Which renewal was begun and not yet reported on; open after a crash means "outcome unknown". */
export type Intent = { operation: "renew"; generation: number; startedAt: string };

/** What a disconnect did (lib/connections/view.ts shows it in words). */
export type Receipt = {
  erasedAt: string;
  revocation: "done" | "removed" | "refused" | "not_offered" | "unreachable" | "pending";
};

/** All tables, once; `define` is called with each engine's kit. Text columns named `sealed…` hold vault text. */
export function define(kit: Kit) {
  const users = kit.table(
    "users",
    {
      id: kit.text("id").primaryKey(),
      email: kit.text("email").notNull(),
      name: kit.text("name").notNull(),
      passwordHash: kit.text("password_hash"),
      /** `issuer subject` of an OpenID Connect identity. */
      subject: kit.text("subject"),
      role: kit.text("role").$type<"user" | "admin">().notNull(),
      disabledAt: kit.timestamp("disabled_at"),
      createdAt: kit.timestamp("created_at").notNull(),
    },
    (t) => [kit.uniqueIndex("users_email").on(t.email), kit.uniqueIndex("users_subject").on(t.subject)],
  );

  const sessions = kit.table(
    "sessions",
    {
      id: kit.text("id").primaryKey(),
      userId: kit
        .text("user_id")
        .notNull()
        .references(() => users.id, { onDelete: "cascade" }),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at").notNull(),
      revokedAt: kit.timestamp("revoked_at"),
    },
    (t) => [kit.index("sessions_user").on(t.userId), kit.index("sessions_expires").on(t.expiresAt)],
  );

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
      receipt: kit.json<Receipt>("receipt"),
      linkedAt: kit.timestamp("linked_at").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
    },
    (t) => [
      kit.uniqueIndex("connections_account").on(t.userId, t.provider, t.accountId),
      kit.index("connections_created").on(t.createdAt, t.id),
      kit.index("connections_due").on(t.status, t.expiresAt),
    ],
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
    (t) => [kit.index("events_connection").on(t.connectionId, t.at)],
  );

  const apiKeys = kit.table(
    "api_keys",
    {
      id: kit.text("id").primaryKey(),
      name: kit.text("name").notNull(),
      /** SHA-256 of the key; the key is shown once and never stored. */
      hash: kit.text("hash").notNull(),
      /** The first characters, to recognise it by. */
      prefix: kit.text("prefix").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at"),
      revokedAt: kit.timestamp("revoked_at"),
      lastUsedAt: kit.timestamp("last_used_at"),
    },
    (t) => [kit.uniqueIndex("api_keys_hash").on(t.hash)],
  );

  const limits = kit.table("limits", {
    name: kit.text("name").primaryKey(),
    points: kit.integer("points").notNull(),
    resetsAt: kit.timestamp("resets_at").notNull(),
  });

  /** One row for each key that ever sealed something; the probe shows at start that the key is the right one. */
  const sealingKeys = kit.table("sealing_keys", {
    id: kit.text("id").primaryKey(),
    sealedProbe: kit.text("sealed_probe").notNull(),
    createdAt: kit.timestamp("created_at").notNull(),
  });

  return { users, sessions, connections, linkAttempts, events, apiKeys, limits, sealingKeys };
}

export type Schema = ReturnType<typeof define>;
