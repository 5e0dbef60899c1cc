import type { Kit } from "../columns.ts";

/** Who did something: a person here, a customer of the host, an API key, the command line, or Patchbay by itself. */
export type ActorKind = "person" | "customer" | "key" | "operator" | "patchbay";

/** What administrators look at, and what they decide. */
export function administrationTables(kit: Kit) {
  /**
   * Who did what, when, from where, on what. Entries are only ever added, each with a keyed hash over itself
   * and the one before (lib/audit/chain.ts). `data` is the text that was hashed, letter by letter.
   */
  const auditEntries = kit.table(
    "audit_entries",
    {
      sequence: kit.big("sequence").primaryKey(),
      at: kit.timestamp("at").notNull(),
      action: kit.text("action").notNull(),
      actorKind: kit.text("actor_kind").$type<ActorKind>().notNull(),
      actorId: kit.text("actor_id"),
      actorName: kit.text("actor_name"),
      /** Where the request came from; null: from here. */
      address: kit.text("address"),
      requestId: kit.text("request_id"),
      targetKind: kit.text("target_kind").notNull(),
      targetId: kit.text("target_id"),
      targetName: kit.text("target_name"),
      data: kit.text("data").notNull(),
      hash: kit.text("hash").notNull(),
    },
    (t) => [
      kit.index("audit_entries_at").on(t.at),
      kit.index("audit_entries_action").on(t.action, t.sequence),
      kit.index("audit_entries_actor").on(t.actorId, t.sequence),
      kit.index("audit_entries_target").on(t.targetId, t.sequence),
    ],
  );

  /** The one row that says where the chain ends; taking it puts those who add in order. */
  const auditHead = kit.table("audit_head", {
    id: kit.integer("id").primaryKey(),
    sequence: kit.big("sequence").notNull(),
    hash: kit.text("hash").notNull(),
  });

  /** What retention dropped from the beginning of the chain, signed. */
  const auditTrims = kit.table("audit_trims", {
    /** The last entry that was dropped, and its hash, which the first one left goes on from. */
    sequence: kit.big("sequence").primaryKey(),
    hash: kit.text("hash").notNull(),
    entries: kit.big("entries").notNull(),
    firstAt: kit.timestamp("first_at").notNull(),
    lastAt: kit.timestamp("last_at").notNull(),
    /** How many of each action, as the text that was signed. */
    summary: kit.text("summary").notNull(),
    signature: kit.text("signature").notNull(),
    trimmedAt: kit.timestamp("trimmed_at").notNull(),
  });

  /** What happened how often in an hour: renewals, failures, reads. Added to with what is counted. */
  const tallies = kit.table(
    "tallies",
    {
      hour: kit.timestamp("hour").notNull(),
      name: kit.text("name").notNull(),
      provider: kit.text("provider").notNull(),
      amount: kit.big("amount").notNull(),
    },
    (t) => [kit.primaryKey({ name: "tallies_hour_name", columns: [t.hour, t.name, t.provider] })],
  );

  /** Figures that were counted once and are looked at often, with the time they are of. */
  const figures = kit.table("figures", {
    name: kit.text("name").primaryKey(),
    value: kit.json<unknown>("value").notNull(),
    countedAt: kit.timestamp("counted_at").notNull(),
    tookMs: kit.integer("took_ms").notNull(),
  });

  /** Something to be done to many connections, row by row. */
  const bulkJobs = kit.table(
    "bulk_jobs",
    {
      id: kit.text("id").primaryKey(),
      action: kit.text("action").$type<"refresh" | "test" | "disconnect">().notNull(),
      /** The filter in words of its URL, as it was when the job began. */
      filter: kit.text("filter").notNull(),
      createdBy: kit.text("created_by").notNull(),
      total: kit.integer("total").notNull(),
      done: kit.integer("done").notNull(),
      failed: kit.integer("failed").notNull(),
      leaseOwner: kit.text("lease_owner"),
      leaseUntil: kit.timestamp("lease_until"),
      createdAt: kit.timestamp("created_at").notNull(),
      cancelledAt: kit.timestamp("cancelled_at"),
      /** Null while there is something left to do. */
      finishedAt: kit.timestamp("finished_at"),
    },
    (t) => [kit.index("bulk_jobs_created").on(t.createdAt), kit.index("bulk_jobs_finished").on(t.finishedAt)],
  );

  const bulkItems = kit.table(
    "bulk_items",
    {
      jobId: kit
        .text("job_id")
        .notNull()
        .references(() => bulkJobs.id, { onDelete: "cascade" }),
      position: kit.integer("position").notNull(),
      connectionId: kit.text("connection_id").notNull(),
      name: kit.text("name").notNull(),
      /** A code of the closed list, "done", or "cancelled"; null: not its turn yet. */
      outcome: kit.text("outcome"),
      endedAt: kit.timestamp("ended_at"),
    },
    (t) => [kit.primaryKey({ name: "bulk_items_position", columns: [t.jobId, t.position] })],
  );

  /** What is told to whom when something goes wrong. */
  const alertRules = kit.table("alert_rules", {
    id: kit.text("id").primaryKey(),
    kind: kit
      .text("kind")
      .$type<"vendor_incident" | "needs_people" | "renewals_failing" | "key_expiring">()
      .notNull(),
    /** Null: every vendor. */
    provider: kit.text("provider"),
    /** How many connections, failures or days, by kind. */
    threshold: kit.integer("threshold").notNull(),
    /** E-mail addresses; and whether the webhook endpoints are told. */
    mailTo: kit.json<string[]>("mail_to").notNull(),
    tellWebhooks: kit.boolean("tell_webhooks").notNull(),
    /** Minutes after midnight in `zone` between which e-mails wait; both null: never. */
    quietFrom: kit.integer("quiet_from"),
    quietUntil: kit.integer("quiet_until"),
    zone: kit.text("zone").notNull(),
    createdBy: kit.text("created_by"),
    createdAt: kit.timestamp("created_at").notNull(),
    disabledAt: kit.timestamp("disabled_at"),
  });

  const alerts = kit.table(
    "alerts",
    {
      id: kit.text("id").primaryKey(),
      ruleId: kit
        .text("rule_id")
        .notNull()
        .references(() => alertRules.id, { onDelete: "cascade" }),
      /** `rule subject` while it lasts, null once recovered: at most one of a kind at a time. */
      openKey: kit.text("open_key"),
      subject: kit.text("subject").notNull(),
      data: kit.json<Record<string, unknown>>("data").notNull(),
      raisedAt: kit.timestamp("raised_at").notNull(),
      recoveredAt: kit.timestamp("recovered_at"),
      /** When it was told, of its rise and of its end; null: it waits for the end of quiet hours, or its turn. */
      toldAt: kit.timestamp("told_at"),
      recoveryToldAt: kit.timestamp("recovery_told_at"),
    },
    (t) => [
      kit.uniqueIndex("alerts_open").on(t.openKey),
      kit.index("alerts_raised").on(t.raisedAt),
      kit.index("alerts_told").on(t.toldAt),
      kit.index("alerts_recovery_told").on(t.recoveryToldAt),
    ],
  );

  /** E-mails to addresses that need not belong to a person here: alerts, invitations. */
  const letters = kit.table(
    "letters",
    {
      id: kit.text("id").primaryKey(),
      address: kit.text("address").notNull(),
      subject: kit.text("subject").notNull(),
      /** Sealed: an invitation carries its link. */
      sealedText: kit.text("sealed_text").notNull(),
      createdAt: kit.timestamp("created_at").notNull(),
      failures: kit.integer("failures").notNull(),
      dueAt: kit.timestamp("due_at"),
      sentAt: kit.timestamp("sent_at"),
    },
    (t) => [kit.index("letters_due").on(t.dueAt), kit.index("letters_created").on(t.createdAt)],
  );

  /** What administrators chose; what is absent has its default (lib/settings.ts). */
  const settings = kit.table("settings", {
    name: kit.text("name").primaryKey(),
    value: kit.json<unknown>("value").notNull(),
    changedBy: kit.text("changed_by"),
    changedAt: kit.timestamp("changed_at").notNull(),
  });

  return {
    auditEntries,
    auditHead,
    auditTrims,
    tallies,
    figures,
    bulkJobs,
    bulkItems,
    alertRules,
    alerts,
    letters,
    settings,
  };
}
