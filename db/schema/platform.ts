import type { Kit } from "../columns.ts";
import type { People } from "./people.ts";

/** What an API key may ask of a vendor through the proxy. `path` is a prefix of the vendor's path. */
export type ProxyRule = { methods: string[]; path: string };

/** One try to deliver a message: when, how long it took, and the status or the reason there is none. */
export type DeliveryTry = { at: string; ms: number; status: number | null; reason: string | null };

/** What the host application works with. */
export function platformTables(kit: Kit, { users }: People) {
  const apiKeys = kit.table(
    "api_keys",
    {
      id: kit.text("id").primaryKey(),
      name: kit.text("name").notNull(),
      /** SHA-256 of the key; the key is shown once and never stored. */
      hash: kit.text("hash").notNull(),
      /** The first characters, to recognise it by. */
      prefix: kit.text("prefix").notNull(),
      /** What it may do (lib/api/scopes.ts); null: everything, as the first keys could. */
      scopes: kit.json<string[]>("scopes"),
      /** Only connections of these vendors, of these owners; null: all. */
      providers: kit.json<string[]>("providers"),
      owners: kit.json<string[]>("owners"),
      /** What the proxy lets through; null: everything at the vendor's API hosts. */
      rules: kit.json<ProxyRule[]>("rules"),
      createdBy: kit.text("created_by"),
      /** The key that this one takes the place of; that one ends when the overlap is over. */
      replaces: kit.text("replaces"),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at"),
      revokedAt: kit.timestamp("revoked_at"),
      lastUsedAt: kit.timestamp("last_used_at"),
    },
    (t) => [kit.uniqueIndex("api_keys_hash").on(t.hash)],
  );

  /** A link page for a customer of the host application: begun by an API key, opened once. */
  const connectSessions = kit.table(
    "connect_sessions",
    {
      id: kit.text("id").primaryKey(),
      /** SHA-256 of what the link carries, and of what the browser that opened it is known by. */
      tokenHash: kit.text("token_hash").notNull(),
      browserHash: kit.text("browser_hash"),
      apiKeyId: kit.text("api_key_id").notNull(),
      userId: kit
        .text("user_id")
        .notNull()
        .references(() => users.id, { onDelete: "cascade" }),
      providers: kit.json<string[]>("providers"),
      /** The connection to be reconnected; null: to link. */
      connectionId: kit.text("connection_id"),
      /** Where the person goes back to, and which page may be told by postMessage; both from the allow list. */
      returnUrl: kit.text("return_url"),
      origin: kit.text("origin"),
      outcome: kit.text("outcome").$type<"linked" | "denied" | "closed">(),
      linkedId: kit.text("linked_id"),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at").notNull(),
      openedAt: kit.timestamp("opened_at"),
      endedAt: kit.timestamp("ended_at"),
    },
    (t) => [
      kit.uniqueIndex("connect_sessions_token").on(t.tokenHash),
      kit.uniqueIndex("connect_sessions_browser").on(t.browserHash),
      kit.index("connect_sessions_expires").on(t.expiresAt),
      kit.index("connect_sessions_user").on(t.userId),
    ],
  );

  /** Answers to requests that named an Idempotency-Key, sealed, so that a repetition has the same one. */
  const idempotency = kit.table(
    "idempotency",
    {
      /** SHA-256 of the API key's id and the header. */
      id: kit.text("id").primaryKey(),
      requestHash: kit.text("request_hash").notNull(),
      /** Null while the first request is under way. */
      sealedAnswer: kit.text("sealed_answer"),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at").notNull(),
    },
    (t) => [kit.index("idempotency_expires").on(t.expiresAt)],
  );

  /** Where the host application is told of what happens. */
  const webhookEndpoints = kit.table("webhook_endpoints", {
    id: kit.text("id").primaryKey(),
    url: kit.text("url").notNull(),
    name: kit.text("name").notNull(),
    /** Types of messages; null: all. */
    types: kit.json<string[]>("types"),
    sealedSecret: kit.text("sealed_secret").notNull(),
    /** The secret before this one, which signs as well until the overlap is over. */
    sealedOldSecret: kit.text("sealed_old_secret"),
    oldSecretUntil: kit.timestamp("old_secret_until"),
    createdBy: kit.text("created_by"),
    createdAt: kit.timestamp("created_at").notNull(),
    /** Since when nothing has been delivered; null: the last delivery went well. */
    failingSince: kit.timestamp("failing_since"),
    disabledAt: kit.timestamp("disabled_at"),
    /** "by_hand", or "failed_too_long". */
    disabledReason: kit.text("disabled_reason"),
  });

  /** What the host application is told; committed with the change it tells of. Also the feed of events. */
  const messages = kit.table(
    "messages",
    {
      /** Rises; within one connection in the order of its changes. */
      position: kit.counter("position"),
      id: kit.text("id").notNull(),
      type: kit.text("type").notNull(),
      /** What keeps its order: a connection, or a vendor's incidents. */
      subject: kit.text("subject").notNull(),
      payload: kit.json<Record<string, unknown>>("payload").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
      /** Null once every endpoint has its delivery. */
      dueAt: kit.timestamp("due_at"),
    },
    (t) => [
      kit.uniqueIndex("messages_id").on(t.id),
      kit.index("messages_due").on(t.dueAt),
      kit.index("messages_created").on(t.createdAt),
      kit.index("messages_subject").on(t.subject, t.position),
    ],
  );

  const deliveries = kit.table(
    "deliveries",
    {
      id: kit.text("id").primaryKey(),
      endpointId: kit
        .text("endpoint_id")
        .notNull()
        .references(() => webhookEndpoints.id, { onDelete: "cascade" }),
      position: kit.big("position").notNull(),
      messageId: kit.text("message_id").notNull(),
      subject: kit.text("subject").notNull(),
      outcome: kit.text("outcome").$type<"waiting" | "delivered" | "given_up">().notNull(),
      tries: kit.json<DeliveryTry[]>("tries").notNull(),
      failures: kit.integer("failures").notNull(),
      leaseOwner: kit.text("lease_owner"),
      leaseUntil: kit.timestamp("lease_until"),
      /** Null once it has ended. */
      dueAt: kit.timestamp("due_at"),
      createdAt: kit.timestamp("created_at").notNull(),
      endedAt: kit.timestamp("ended_at"),
    },
    (t) => [
      kit.uniqueIndex("deliveries_message").on(t.endpointId, t.messageId),
      kit.index("deliveries_due").on(t.dueAt),
      kit.index("deliveries_order").on(t.endpointId, t.subject, t.position),
      kit.index("deliveries_outcome").on(t.endpointId, t.outcome, t.position),
      kit.index("deliveries_created").on(t.createdAt),
    ],
  );

  return { apiKeys, connectSessions, idempotency, webhookEndpoints, messages, deliveries };
}
