import "#lib/server-only";
import { z } from "zod";
import { isAdministrator } from "#db/administrators";
import {
  findInvitation,
  findOpenInvitation,
  type InvitationRow,
  insertInvitation,
  insertPerson,
  listOpenInvitations,
  spendInvitation,
  spendReset,
  withdrawInvitation,
  withdrawOthers,
} from "#db/invitations";
import { endSessions, replacePassword } from "#db/people-changes";
import { store } from "#db/store";
import { findUser, findUserByEmail, type UserRow } from "#db/users";
import { recorded, type Target } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import { letterTo } from "#lib/mail/letters";
import { mailMode } from "#lib/mail/mode";
import { cleanText } from "#lib/providers/oauth";
import { newId, secret, sha256 } from "#lib/random";
import { requireAdministrator } from "./administrator.ts";
import { invitationWords, resetWords } from "./invitation-words.ts";
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./passwords.ts";
import type { Actor } from "./sessions.ts";

/**
 * Links that make an account, or mend one with a new password. What a link carries stands behind its `#`,
 * which no browser sends anywhere, so it is in nobody's log; kept is its hash.
 */

const DAY_MS = 86_400_000;
const INVITATION_MS = 7 * DAY_MS;
const RESET_MS = DAY_MS;
const MOST_SHOWN = 100;

type Form = Record<string, string>;

const address = z.string().trim().toLowerCase().pipe(z.email()).pipe(z.string().max(254));

/** The link, for whoever made it to pass on; null where it went by email. */
export type Made = { id: string; link: string | null };

/** Invites somebody: by email, or by a link that is handed on by other means. */
export async function invite(actor: Actor, form: Form): Promise<Made> {
  requireAdministrator(actor);
  const byMail = form.by === "mail";
  const typed = (form.email ?? "").trim();
  const email = typed === "" ? null : address.safeParse(typed).data;
  if (email === undefined || (email === null && byMail)) throw new Failure("invalid_input", "email");
  if (form.role !== "user" && form.role !== "admin") throw new Failure("invalid_input", "role");
  if (byMail && mailMode() === "none") throw new Failure("invalid_input", "no email is sent here");
  if (email !== null && (await findUserByEmail(email)) !== null) throw new Failure("email_taken");
  return make(actor, { kind: "invitation", email, role: form.role, userId: null }, byMail);
}

/** Makes a link with which a person sets a new password; the present one goes on until it is used. */
export async function inviteToReset(actor: Actor, userId: string, byMail: boolean): Promise<Made> {
  requireAdministrator(actor);
  const user = await findUser(userId);
  if (user === null) throw new Failure("not_found", "user");
  if (user.customerId !== null) throw new Failure("not_a_person");
  if (user.disabledAt !== null) throw new Failure("invalid_input", "disabled");
  if (byMail && mailMode() === "none") throw new Failure("invalid_input", "no email is sent here");
  return make(actor, { kind: "reset", email: user.email, role: user.role, userId }, byMail, user.name);
}

async function make(
  actor: Actor,
  what: Pick<InvitationRow, "kind" | "email" | "role" | "userId">,
  byMail: boolean,
  name: string | null = what.email,
): Promise<Made> {
  const at = now();
  const token = secret();
  const row: InvitationRow = {
    ...what,
    id: newId(),
    tokenHash: sha256(token),
    createdBy: actor.userId,
    createdAt: at,
    expiresAt: new Date(at.getTime() + (what.kind === "reset" ? RESET_MS : INVITATION_MS)),
    usedAt: null,
    withdrawnAt: null,
  };
  const link = `${env().PUBLIC_URL}/invitation#${token}`;
  const words = what.kind === "reset" ? resetWords : invitationWords;
  const letters =
    byMail && row.email !== null
      ? letterTo(row.email, words({ by: actor.name, link, expiresAt: row.expiresAt }), at)
      : [];
  await store().atomically([
    insertInvitation(row),
    withdrawOthers(row, at),
    ...letters,
    recorded({
      action: what.kind === "reset" ? "reset.created" : "invitation.created",
      target: targetOf(row, name),
      at,
      data: { ...(what.kind === "reset" ? {} : { role: row.role }), by: byMail ? "email" : "link" },
    }),
  ]);
  return { id: row.id, link: byMail ? null : link };
}

const targetOf = (row: InvitationRow, name: string | null): Target =>
  row.userId === null ? { kind: "invitation", id: row.id, name } : { kind: "person", id: row.userId, name };

export type InvitationView = {
  id: string;
  /** Null: whoever has the link chooses. */
  email: string | null;
  role: UserRow["role"];
  createdAt: Date;
  expiresAt: Date;
  /** Who made it, and whether they still may: what somebody made who may not is refused. Null: they are gone. */
  by: { name: string; administers: boolean } | null;
};

/** Invitations that nobody has used yet, newest first. */
export async function listInvitations(actor: Actor): Promise<InvitationView[]> {
  requireAdministrator(actor);
  const rows = await listOpenInvitations(now(), MOST_SHOWN);
  return rows.map(({ invitation: { id, email, role, createdAt, expiresAt }, maker }) => ({
    id,
    email,
    role,
    createdAt,
    expiresAt,
    by: maker && { name: maker.name, administers: maker.role === "admin" && maker.disabledAt === null },
  }));
}

/** The link is worth nothing from this moment on. */
export async function withdraw(actor: Actor, id: string): Promise<void> {
  requireAdministrator(actor);
  const row = await findInvitation(id);
  if (row === null) throw new Failure("not_found", "invitation");
  const at = now();
  const rows = await store().atomically([
    withdrawInvitation(id, at),
    recorded({ action: "invitation.withdrawn", target: targetOf(row, row.email), at }),
  ]);
  if (rows === null) throw new Failure("invitation_over", id);
}

export type OpenInvitation = {
  kind: InvitationRow["kind"];
  /** Null: to be typed. */
  email: string | null;
  role: UserRow["role"];
  expiresAt: Date;
};

/** What a link is for; throws for any that is not good at this moment. */
export async function openInvitation(token: string): Promise<OpenInvitation> {
  const { kind, email, role, expiresAt } = await good(token);
  return { kind, email, role, expiresAt };
}

/** A link is worth as much as whoever made it: they may have been shut out for making it. */
async function good(token: string): Promise<InvitationRow> {
  const row = TOKEN.test(token) ? await findOpenInvitation(sha256(token), now()) : null;
  if (row === null) throw new Failure("invitation_over");
  if (row.createdBy === null || !(await isAdministrator(row.createdBy)))
    throw new Failure("invitation_unbacked", row.id);
  return row;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a person pasted: the whole link or what stands behind its `#`. */
export const tokenIn = (typed: string): string => (typed.split("#").at(-1) ?? "").trim();

/** Guessing is hopeless and is stopped all the same. */
export async function limitOpening(from: string): Promise<void> {
  const { RATE_LIMIT_SIGN_IN_PER_ADDRESS: most, RATE_LIMIT_SIGN_IN_WINDOW_SECONDS: seconds } = env();
  await limit(`invitation-address:${sha256(from)}`, most, seconds * 1000);
}

const account = z.object({
  email: address,
  password: z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD),
  name: z.string().trim().min(1).max(200),
});

/** Uses a link: makes the account, or sets the new password. Answers the email to sign in with. */
export async function acceptInvitation(token: string, form: Form): Promise<string> {
  const row = await good(token);
  return row.userId === null ? join(token, row, form) : resetPassword(token, row, row.userId, form);
}

async function join(token: string, row: InvitationRow, form: Form): Promise<string> {
  const parsed = account.safeParse({ ...form, email: row.email ?? form.email });
  const name = cleanText(parsed.data?.name);
  if (!parsed.success || name === null) throw new Failure("invalid_input", "account");
  const { email, password } = parsed.data;
  const passwordHash = await hashPassword(password);
  const at = now();
  const id = newId();
  const made = await store().atomically([
    spendInvitation(row.tokenHash, email, at),
    insertPerson({ id, email, name, passwordHash, role: row.role, createdAt: at }),
    recorded({
      action: "invitation.used",
      target: { kind: "person", id, name },
      at,
      data: { role: row.role, invitation: row.id },
      by: { kind: "person", id, name },
    }),
  ]);
  if (made !== null) return email;
  await good(token);
  throw new Failure("email_taken");
}

async function resetPassword(token: string, row: InvitationRow, userId: string, form: Form) {
  const password = account.shape.password.safeParse(form.password).data;
  if (password === undefined) throw new Failure("invalid_input", "password");
  const user = await findUser(userId);
  if (user === null || user.disabledAt !== null) throw new Failure("invitation_over");
  const passwordHash = await hashPassword(password);
  const at = now();
  const changed = await store().atomically([
    spendReset(row.tokenHash, userId, at),
    replacePassword(userId, passwordHash),
    endSessions(userId, at),
    recorded({
      action: "reset.used",
      target: { kind: "person", id: userId, name: user.name },
      at,
      by: { kind: "person", id: userId, name: user.name },
    }),
  ]);
  if (changed !== null) return user.email;
  await good(token);
  throw new Failure("invitation_over");
}
