import type { Kit } from "../columns.ts";

/** The keys that seal, and the turn from one to the next. */
export function sealingTables(kit: Kit) {
  /** One row for each key that ever sealed something; the probe shows at start that the key is the right one. */
  const sealingKeys = kit.table("sealing_keys", {
    id: kit.text("id").primaryKey(),
    sealedProbe: kit.text("sealed_probe").notNull(),
    createdAt: kit.timestamp("created_at").notNull(),
  });

  /** Random keys of the installation itself, sealed: the audit chain's, the sign-in cookies'. */
  const secrets = kit.table("secrets", {
    name: kit.text("name").primaryKey(),
    sealedValue: kit.text("sealed_value").notNull(),
    createdAt: kit.timestamp("created_at").notNull(),
  });

  /** Sealing everything anew with the primary key; one at a time. */
  const rotations = kit.table(
    "rotations",
    {
      id: kit.text("id").primaryKey(),
      /** "open" while it runs, null once ended. */
      openKey: kit.text("open_key"),
      keyId: kit.text("key_id").notNull(),
      /** The table and row after which it goes on. */
      place: kit.json<{ table: string; after: string | null }>("place").notNull(),
      total: kit.integer("total").notNull(),
      done: kit.integer("done").notNull(),
      startedBy: kit.text("started_by"),
      leaseOwner: kit.text("lease_owner"),
      leaseUntil: kit.timestamp("lease_until"),
      startedAt: kit.timestamp("started_at").notNull(),
      finishedAt: kit.timestamp("finished_at"),
    },
    (t) => [kit.uniqueIndex("rotations_open").on(t.openKey)],
  );

  return { sealingKeys, secrets, rotations };
}
