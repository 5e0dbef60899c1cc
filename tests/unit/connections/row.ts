import type { ConnectionRow } from "#db/connections";
import type { EventRow } from "#db/events";
import { later, now } from "../answers.ts";

/** A connection that works, renews itself, and was proved a minute ago. */
export const row = (change: Partial<ConnectionRow> = {}): ConnectionRow => ({
  id: "row-1",
  userId: "user-1",
  provider: "acme",
  accountId: "account-1",
  accountName: "Acme Ltd",
  accountUrl: null,
  label: null,
  foundBy: "",
  status: "active",
  generation: 1,
  sealedAccessToken: "v1.k1.a.b",
  sealedRefreshToken: null,
  sealedGrant: "v1.k1.a.b",
  expiresAt: later(3_540),
  issuedAt: later(-60),
  renewable: true,
  requestedScopes: null,
  grantedScopes: null,
  leaseOwner: null,
  leaseUntil: null,
  intent: null,
  failures: 0,
  failureCode: null,
  failedAt: null,
  retryAt: null,
  provedBy: "link",
  provedAt: later(-60),
  dueAt: later(3_000),
  receipt: null,
  lastReadAt: null,
  lastReadBy: null,
  linkedAt: later(-60),
  createdAt: later(-60),
  ...change,
});

export const eventRow = (kind: string, change: Partial<EventRow> = {}): EventRow => ({
  id: "event-1",
  connectionId: "row-1",
  actorId: "user-1",
  kind,
  at: now,
  data: {},
  ...change,
});

export const acme = { name: "Acme", scopes: { read_tags: "See tags", write_tags: "Change tags" } };

/** What no sentence for a person may hold: codes, markup, machine words. */
export const machineWords = /_|\b[1-5]\d\d\b|[<>{}]|undefined|null|NaN|\[object|oauth|grant_type/i;
