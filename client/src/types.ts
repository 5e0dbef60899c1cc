/** Made by `npm run client:types` from the routes of the API; edit those instead. */

export interface ConnectSession {
  id: string;
  /**
   * Where to send your customer. It opens once; hand it to nobody else, and keep it out of logs.
   */
  url: string;
  /**
   * This customer, as connections name them in `ownerId`.
   */
  ownerId: string;
  /**
   * Until when it can be opened.
   */
  expiresAt: string;
}
export interface ConnectSessionOutcome {
  id: string;
  /**
   * `waiting`: not opened yet. `closed`: left without linking anything.
   */
  status: "waiting" | "open" | "linked" | "denied" | "closed" | "expired";
  /**
   * What was linked last.
   */
  connectionId: string | null;
}
export interface NewConnectSession {
  customerId: string;
  customerName?: string;
  /**
   * @minItems 1
   */
  vendors?: [string, ...string[]];
  connectionId?: string;
  returnUrl?: string;
  origin?: string;
}
export interface ConnectionHealth {
  state: "works" | "unproven" | "renewing" | "vendor_trouble" | "needs_you" | "disconnected";
  /**
   * What is, why, and what happens next, for people.
   */
  sentence: string;
  /**
   * What last showed that the link works.
   */
  provedBy: ("link" | "renewal" | "test") | null;
  provedAt: string | null;
  /**
   * What comes next, by itself or by its person.
   */
  next: {
    kind: "renews" | "is_checked" | "is_tried_again" | "ends" | "needs_you";
    /**
     * When.
     */
    at: string;
  } | null;
}
export interface VendorAccount {
  /**
   * As the vendor's own API names it.
   */
  id: string;
  name: string;
  url: string | null;
}
export interface DisconnectReceipt {
  /**
   * When Patchbay's own copy of the tokens was erased.
   */
  erasedAt: string;
  /**
   * What became of telling the vendor.
   */
  revocation: "done" | "removed" | "refused" | "not_offered" | "nothing_held" | "unreachable" | "pending";
  /**
   * The same in words, for people.
   */
  sentence: string;
  /**
   * Where a person removes the access at the vendor.
   */
  removalUrl: string;
}
export interface Connection {
  id: string;
  /**
   * The vendor's id.
   */
  provider: string;
  /**
   * What is stored; `health` says more.
   */
  status: "active" | "needs_reauth" | "revoked";
  health: ConnectionHealth;
  /**
   * What its person calls it; null: what the vendor calls it.
   */
  label: string | null;
  account: VendorAccount;
  /**
   * Whose it is: a person's id.
   */
  ownerId: string;
  /**
   * What it may do, as far as is known.
   */
  scopes: string[];
  /**
   * Null: fixed where the app is registered.
   */
  requestedScopes: string[] | null;
  /**
   * Null: the vendor does not say.
   */
  grantedScopes: string[] | null;
  expiresAt: string | null;
  /**
   * Whether a new token is fetched without its person.
   */
  renews: boolean;
  lastReadAt: string | null;
  /**
   * When its person last linked it.
   */
  linkedAt: string;
  /**
   * When it was first linked.
   */
  createdAt: string;
  /**
   * What a disconnect did; null while it is connected.
   */
  receipt: DisconnectReceipt | null;
}
export interface ConnectionPage {
  data: Connection[];
  /**
   * Asks for the page after this one; null: this is the last.
   */
  nextCursor: string | null;
}
export interface ConnectionChange {
  /**
   * What its person calls it, up to 80 characters; null or empty: what the vendor calls it.
   */
  label: string | null;
}
export interface Refreshed {
  outcome: "refreshed" | "tested_instead";
  connection: Connection;
}
export interface Event {
  /**
   * The same as in the webhook that tells of it.
   */
  id: string;
  type:
    | "connection.linked"
    | "connection.reconnected"
    | "connection.recovered"
    | "connection.needs_attention"
    | "connection.expiring"
    | "connection.disconnected"
    | "connection.removed"
    | "incident.opened"
    | "incident.closed"
    | "alert.raised"
    | "alert.recovered";
  /**
   * When it happened.
   */
  timestamp: string;
  /**
   * A connection's id, or `vendor:` and a vendor's id: what keeps its order.
   */
  subject: string;
  /**
   * The same as in the webhook.
   */
  data: {
    [k: string]: unknown;
  };
}
export interface EventPage {
  data: Event[];
  /**
   * Asks for the page after this one; null: this is the last.
   */
  nextCursor: string | null;
  /**
   * Asks, at any time, for what comes after this page.
   */
  laterCursor: string;
}
export interface TokenHealth {
  state: "works" | "unproven" | "renewing" | "vendor_trouble" | "needs_you" | "disconnected";
  /**
   * The same in words, for people.
   */
  sentence: string;
}
export interface Token {
  accessToken: string;
  /**
   * The value of the Authorization header, as this vendor wants it.
   */
  authorization: string;
  expiresAt: string | null;
  /**
   * What it may do, as far as is known.
   */
  scopes: string[];
  /**
   * What was asked for and not granted.
   */
  missingScopes: string[];
  connectionId: string;
  provider: string;
  health: TokenHealth;
}
export interface Vendor {
  id: string;
  name: string;
  /**
   * What linking gives, for people.
   */
  summary: string;
  flow: "authorization-code" | "app-install" | "api-key";
  /**
   * Whether this server has credentials there; false: nothing can be linked.
   */
  configured: boolean;
  /**
   * The permissions that people are asked for; null: fixed where the app is registered.
   */
  asks:
    | {
        name: string;
        words: string;
      }[]
    | null;
  paused: {
    /**
     * An administrator has stopped new links.
     */
    linking: boolean;
    /**
     * An administrator has stopped renewals.
     */
    renewing: boolean;
  };
  /**
   * What is wrong with the vendor as a whole; null: nothing that is known.
   */
  incident: {
    kind: "outage" | "client";
    /**
     * Since when.
     */
    openedAt: string;
    sentence: string;
  } | null;
  /**
   * The vendor's own documentation.
   */
  docsUrl: string;
}
export interface VendorList {
  data: Vendor[];
  nextCursor: null;
}
export interface WebhookEndpoint {
  id: string;
  name: string;
  /**
   * Where messages are posted.
   */
  url: string;
  /**
   * What it is told; null: everything.
   */
  types: string[] | null;
  state: "working" | "failing" | "disabled";
  failingSince: string | null;
  disabledAt: string | null;
  disabledReason: ("by_hand" | "gone" | "failed_too_long") | null;
  oldSecretUntil: string | null;
  /**
   * When it was added.
   */
  createdAt: string;
}
export interface WebhookEndpointWithSecret {
  id: string;
  name: string;
  /**
   * Where messages are posted.
   */
  url: string;
  /**
   * What it is told; null: everything.
   */
  types: string[] | null;
  state: "working" | "failing" | "disabled";
  failingSince: string | null;
  disabledAt: string | null;
  disabledReason: ("by_hand" | "gone" | "failed_too_long") | null;
  oldSecretUntil: string | null;
  /**
   * When it was added.
   */
  createdAt: string;
  /**
   * Signs each message (Standard Webhooks); seen this once.
   */
  secret: string;
}
export interface WebhookDelivery {
  id: string;
  /**
   * The `webhook-id` of every try, and the event's `id`.
   */
  messageId: string;
  /**
   * Null: the message was forgotten meanwhile.
   */
  type: string | null;
  subject: string;
  outcome: "waiting" | "delivered" | "given_up";
  tries: {
    /**
     * When.
     */
    at: string;
    /**
     * How long it took.
     */
    ms: number;
    /**
     * What the endpoint answered; null: nothing.
     */
    status: number | null;
    /**
     * Why there was no answer.
     */
    reason: string | null;
  }[];
  nextTryAt: string | null;
  /**
   * When it was to be delivered.
   */
  createdAt: string;
  endedAt: string | null;
}
export interface WebhookList {
  data: WebhookEndpoint[];
  nextCursor: null;
}
export interface WebhookDeleted {
  id: string;
  deleted: true;
}
export interface WebhookTest {
  messageId: string;
}
export interface WebhookReplay {
  messages: number;
}
export interface WebhookDeliveryPage {
  data: WebhookDelivery[];
  /**
   * Asks for the page after this one; null: this is the last.
   */
  nextCursor: string | null;
}
export interface WebhookDeliveryReplay {
  id: string;
}
/**
 * What went wrong (RFC 9457). Decide by `code`; `detail` is for people and may be worded anew.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code:
    | "answer_lost"
    | "busy"
    | "disconnected"
    | "forbidden"
    | "idempotency_busy"
    | "idempotency_mismatch"
    | "insufficient_scope"
    | "internal"
    | "invalid_input"
    | "method_not_allowed"
    | "not_found"
    | "precondition_failed"
    | "provider_client_refused"
    | "provider_not_configured"
    | "provider_refused"
    | "provider_unreachable"
    | "provider_unreadable"
    | "proxy_refused"
    | "rate_limited"
    | "reauth_required"
    | "return_not_allowed"
    | "storage_unavailable"
    | "too_large"
    | "unauthenticated"
    | "unsupported_media_type"
    | "webhook_address"
    | "webhook_disabled";
  detail: string;
  /**
   * The request, by its X-Request-Id.
   */
  instance: string;
  /**
   * What is wrong where: a JSON Pointer into the body, or the name of a parameter or header.
   */
  errors?: {
    at: string;
    detail: string;
  }[];
}
