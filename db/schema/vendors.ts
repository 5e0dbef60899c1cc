import type { Kit } from "../columns.ts";

/** What is known of the vendors. */
export function vendorsTables(kit: Kit) {
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

  /** What administrators decided about a vendor, and what the last check of our credentials there said. */
  const vendorSettings = kit.table("vendor_settings", {
    provider: kit.text("provider").primaryKey(),
    linkingPausedAt: kit.timestamp("linking_paused_at"),
    renewingPausedAt: kit.timestamp("renewing_paused_at"),
    pausedBy: kit.text("paused_by"),
    checkedAt: kit.timestamp("checked_at"),
    /** "ok" or a code of the closed list. */
    checkOutcome: kit.text("check_outcome"),
  });

  return { incidents, inbox, installations, vendorSettings };
}
