import "#lib/server-only";
import { z } from "zod";
import { changePassword, findUser, hasOtherAdmin, type UserRow, updateUser } from "#db/users";
import { recorded, type Told } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { cleanText } from "#lib/providers/oauth";
import { secret, sha256 } from "#lib/random";
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./passwords.ts";
import type { Actor } from "./sessions.ts";
import { requirePassword } from "./users.ts";

/** What a person sees and changes of their own account. */

type Form = Record<string, string>;

export type AccountView = {
  name: string;
  email: string;
  role: "user" | "admin";
  /** False for somebody who only ever came through an identity provider. */
  hasPassword: boolean;
  /** Nobody else administers the server. */
  lastAdmin: boolean;
  mails: { needsYou: boolean; ending: boolean };
};

export async function readAccount(actor: Actor): Promise<AccountView> {
  const { name, email, role, passwordHash, mailsNeedsYou, mailsEnding } = await own(actor);
  return {
    name,
    email,
    role,
    hasPassword: passwordHash !== null,
    lastAdmin: role === "admin" && !(await hasOtherAdmin(actor.userId)),
    mails: { needsYou: mailsNeedsYou, ending: mailsEnding },
  };
}

async function own(actor: Actor): Promise<UserRow> {
  const user = await findUser(actor.userId);
  if (user === null) throw new Failure("unauthenticated");
  return user;
}

const LONGEST_NAME = 200;

export async function rename(actor: Actor, form: Form): Promise<void> {
  const typed = form.name ?? "";
  const name = typed.length > LONGEST_NAME ? null : cleanText(typed);
  if (name === null) throw new Failure("invalid_input", "name");
  const { name: before } = await own(actor);
  await updateUser(actor.userId, { name }, told({ ...actor, name }, "user.renamed", { before }));
}

/** A change of one's own account, for the log. */
const told = (
  { userId, name }: Pick<Actor, "userId" | "name">,
  action: Told["action"],
  data: Record<string, unknown> = {},
) => recorded({ action, target: { kind: "user", id: userId, name }, at: now(), data });

const newPassword = z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD);

/**
 * Sets another password, after the present one where there is one. Every other session ends; this one goes
 * on with the new ticket that is answered, so that a copy of the old cookie is worth nothing.
 */
export async function setOwnPassword(actor: Actor, form: Form, address: string): Promise<string> {
  const user = await own(actor);
  const password = newPassword.safeParse(form.password).data;
  if (password === undefined) throw new Failure("invalid_input", "password");
  if (user.passwordHash !== null) await requirePassword(user, form.current ?? "", address);
  const ticket = secret();
  const changed = await changePassword(
    actor.userId,
    { from: user.passwordHash, to: await hashPassword(password) },
    { from: actor.sessionId, to: sha256(ticket) },
    now(),
    told(actor, "user.password_changed"),
  );
  if (!changed) throw new Failure("busy", "the password was changed meanwhile");
  return ticket;
}

export async function chooseMails(actor: Actor, form: Form): Promise<void> {
  const mails = { mailsNeedsYou: form.needsYou === "yes", mailsEnding: form.ending === "yes" };
  await updateUser(actor.userId, mails, told(actor, "user.settings_changed", mails));
}

/** That it is really them: by the password, or by typing the email where there is none. */
export async function requireConfirmation(actor: Actor, form: Form, address: string): Promise<void> {
  const user = await own(actor);
  if (user.passwordHash !== null) await requirePassword(user, form.password ?? "", address);
  else if (form.email?.trim().toLowerCase() !== user.email) throw new Failure("invalid_input", "email");
}
