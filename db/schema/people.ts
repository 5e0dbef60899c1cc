import type { Kit } from "../columns.ts";

/** People, their sessions, and the ways in. */
export function peopleTables(kit: Kit) {
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
      /**
       * For a customer of the host application, who has no sign-in here: the host's own id for them. Their
       * e-mail is then an address under `.invalid` (RFC 2606) that nobody is shown or sent anything at.
       */
      customerId: kit.text("customer_id"),
      disabledAt: kit.timestamp("disabled_at"),
      /** Whether they get an e-mail when an account needs them, and before one ends that cannot renew itself. */
      mailsNeedsYou: kit.boolean("mails_needs_you").notNull().default(true),
      mailsEnding: kit.boolean("mails_ending").notNull().default(true),
      createdAt: kit.timestamp("created_at").notNull(),
    },
    (t) => [
      kit.uniqueIndex("users_email").on(t.email),
      kit.uniqueIndex("users_subject").on(t.subject),
      kit.uniqueIndex("users_customer").on(t.customerId),
      kit.index("users_created").on(t.createdAt, t.id),
    ],
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

  /** Links that make or mend an account: an invitation, or a new password for somebody who is here. */
  const invitations = kit.table(
    "invitations",
    {
      id: kit.text("id").primaryKey(),
      kind: kit.text("kind").$type<"invitation" | "reset">().notNull(),
      /** SHA-256 of what the link carries. */
      tokenHash: kit.text("token_hash").notNull(),
      email: kit.text("email"),
      role: kit.text("role").$type<"user" | "admin">().notNull(),
      /** For a reset: whose password. */
      userId: kit.text("user_id").references(() => users.id, { onDelete: "cascade" }),
      createdBy: kit.text("created_by"),
      createdAt: kit.timestamp("created_at").notNull(),
      expiresAt: kit.timestamp("expires_at").notNull(),
      usedAt: kit.timestamp("used_at"),
      withdrawnAt: kit.timestamp("withdrawn_at"),
    },
    (t) => [
      kit.uniqueIndex("invitations_token").on(t.tokenHash),
      kit.index("invitations_expires").on(t.expiresAt),
    ],
  );

  const limits = kit.table("limits", {
    name: kit.text("name").primaryKey(),
    points: kit.integer("points").notNull(),
    resetsAt: kit.timestamp("resets_at").notNull(),
  });

  return { users, sessions, invitations, limits };
}

export type People = ReturnType<typeof peopleTables>;
