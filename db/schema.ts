import type { Kit } from "./columns.ts";

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
      /** Whether they get an e-mail when an account needs them, and before one ends that cannot renew itself. */
      mailsNeedsYou: kit.boolean("mails_needs_you").notNull().default(true),
      mailsEnding: kit.boolean("mails_ending").notNull().default(true),
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
      /** Browser and system in words, to recognise a session by; null: not told. */
      agent: kit.text("agent"),
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
      /** What its person calls it; null: what the vendor calls it. */
      label: kit.text("label"),
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
      kit.index("connections_created").on(t.createdAt, t.id),
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

  /** What is wrong with a vendor, or with our standing there, told once instead of once per connection. */
  const incidents = kit.table(
    "incidents",
    {
      id: kit.text("id").primaryKey(),
      provider: kit.text("provider").notNull(),
      /** "outage": the vendor's to mend. "client": it does not accept our own credentials, an administrator's. */
      kind: kit.text("kind").$type<"outage" | "client">().notNull(),
      /** `provider kind` while open, null once closed: at most one of a kind is open. */
      openKey: kit.text("open_key"),
      code: kit.text("code").notNull(),
      /** Host and path that failed. */
      endpoint: kit.text("endpoint").notNull(),
      failures: kit.integer("failures").notNull(),
      /** The most connections that waited for it at one time. */
      affected: kit.integer("affected").notNull(),
      openedAt: kit.timestamp("opened_at").notNull(),
      lastFailedAt: kit.timestamp("last_failed_at").notNull(),
      /** When one call was last let through to see whether it is over. */
      triedAt: kit.timestamp("tried_at"),
      closedAt: kit.timestamp("closed_at"),
    },
    (t) => [
      kit.uniqueIndex("incidents_open").on(t.openKey),
      kit.index("incidents_provider").on(t.provider, t.openedAt),
    ],
  );

  /** Verified webhooks, stored before they are acted on; kept so that a repetition is recognised. */
  const inbox = kit.table(
    "inbox",
    {
      id: kit.text("id").primaryKey(),
      provider: kit.text("provider").notNull(),
      eventId: kit.text("event_id").notNull(),
      kind: kit.text("kind").$type<"removed" | "installed">().notNull(),
      accountId: kit.text("account_id").notNull(),
      /** The installation that this one was copied from. */
      originId: kit.text("origin_id"),
      /** When it happened, by the vendor's clock. */
      at: kit.timestamp("at").notNull(),
      receivedAt: kit.timestamp("received_at").notNull(),
      failures: kit.integer("failures").notNull(),
      /** Null once processed. */
      dueAt: kit.timestamp("due_at"),
      outcome: kit.text("outcome").$type<"applied" | "stale" | "quarantined" | "nothing_to_do">(),
    },
    (t) => [
      kit.uniqueIndex("inbox_event").on(t.provider, t.eventId),
      kit.index("inbox_due").on(t.dueAt),
      kit.index("inbox_received").on(t.receivedAt),
    ],
  );

  /** Installations that a vendor told us of and that nobody here has linked; no token is ever minted for them. */
  const installations = kit.table(
    "installations",
    {
      id: kit.text("id").primaryKey(),
      provider: kit.text("provider").notNull(),
      accountId: kit.text("account_id").notNull(),
      originId: kit.text("origin_id"),
      installedAt: kit.timestamp("installed_at").notNull(),
    },
    (t) => [kit.uniqueIndex("installations_account").on(t.provider, t.accountId)],
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
    (t) => [kit.index("events_connection").on(t.connectionId, t.at), kit.index("events_at").on(t.at, t.id)],
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

  return {
    users,
    sessions,
    connections,
    revocations,
    incidents,
    inbox,
    installations,
    linkAttempts,
    events,
    mails,
    apiKeys,
    limits,
    sealingKeys,
  };
}

export type Schema = ReturnType<typeof define>;
