import "#lib/server-only";
import { z } from "zod";
import { takeBack } from "#db/limits";
import {
  anyUser,
  findUserByEmail,
  findUserBySubject,
  insertUser,
  revokeSessions,
  type UserRow,
  updateUser,
} from "#db/users";
import { noted, recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import { log } from "#lib/log";
import { cleanText } from "#lib/providers/oauth";
import { newId, sha256 } from "#lib/random";
import { type Doer, doerOr, inRequest, NOBODY } from "#lib/request";
import { settings } from "#lib/settings";
import { asFirst } from "./first.ts";
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword } from "./passwords.ts";

const person = z.object({
  email: z.string().trim().toLowerCase().pipe(z.email()).pipe(z.string().max(254)),
  password: z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD),
  name: z.string().trim().max(200).optional(),
});

export type NewPerson = { email: string; password: string; name?: string | undefined; role: UserRow["role"] };

/** Makes a person with a password; throws `invalid_input` for a bad or taken email or a weak password. */
export async function createUser(input: NewPerson): Promise<UserRow> {
  const parsed = person.safeParse(input);
  if (!parsed.success)
    throw new Failure("invalid_input", parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
  const { email, password, name } = parsed.data;
  const row: UserRow = {
    id: newId(),
    email,
    name: cleanText(name) ?? nameFrom(email),
    passwordHash: await hashPassword(password),
    subject: null,
    role: input.role,
    customerId: null,
    disabledAt: null,
    mailsNeedsYou: true,
    mailsEnding: true,
    createdAt: now(),
  };
  if (!(await insertUser(row, created(row, "password")))) throw new Failure("email_taken");
  return row;
}

/** Whoever signs up makes their own account. */
const created = (row: UserRow, way: "password" | "identity") =>
  recorded({
    action: "user.created",
    target: { kind: "user", id: row.id, name: row.name },
    at: row.createdAt,
    data: { role: row.role, way },
    by: doerOr({ kind: "person", id: row.id, name: row.name }),
  });

/** ADMIN_EMAIL and ADMIN_PASSWORD make the first admin while there is nobody yet. */
export async function firstAdmin(): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env();
  if (email === undefined || password === undefined || (await anyUser())) return;
  try {
    const operator: Doer = { kind: "operator", id: null, name: "ADMIN_EMAIL" };
    await inRequest({ id: null, address: null, doer: operator }, () =>
      createUser({ email, password, role: "admin" }),
    );
    log.info("Made the first administrator from ADMIN_EMAIL.");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Another process that started at the same moment may have been quicker.
    if (await anyUser()) return;
    throw new Error(
      `ADMIN_EMAIL must be an email address and ADMIN_PASSWORD must have at least ${SHORTEST_PASSWORD} characters.`,
    );
  }
}

/**
 * The person behind an email and a password. Unknown, wrong and disabled get the same answer in the same
 * time (`sign_in_failed`); too many tries per account or per address get `rate_limited`.
 */
export async function authenticate(email: string, password: string, address: string): Promise<UserRow> {
  const account = email.trim().toLowerCase();
  return counted(account, address, async () => {
    const user = await findUserByEmail(account);
    const right = await verifyPassword(password.slice(0, LONGEST_PASSWORD), user?.passwordHash ?? null);
    if (user !== null && right && user.disabledAt === null) return user;
    await refused("user.sign_in_failed", user, NOBODY);
    throw new Failure("sign_in_failed");
  });
}

/** The same check for somebody who is in: a stolen session guesses no faster than a stranger does. */
export async function requirePassword(
  user: Pick<UserRow, "id" | "name" | "email" | "passwordHash">,
  password: string,
  address: string,
): Promise<void> {
  await counted(user.email, address, async () => {
    if (await verifyPassword(password.slice(0, LONGEST_PASSWORD), user.passwordHash)) return;
    await refused("user.password_refused", user, { kind: "person", id: user.id, name: user.name });
    throw new Failure("wrong_password");
  });
}

/** What was typed is not kept: now and then it is a password in the wrong field. */
async function refused(
  action: "user.sign_in_failed" | "user.password_refused",
  user: Pick<UserRow, "id" | "name"> | null,
  by: Doer,
): Promise<void> {
  const target = { kind: "user", id: user?.id ?? null, name: user?.name ?? null };
  await noted({ action, target, at: now(), by });
}

/** Counts a try before it is made, so that parallel guesses cannot slip through; only failures stay counted. */
async function counted<T>(account: string, address: string, check: () => Promise<T>): Promise<T> {
  const { RATE_LIMIT_SIGN_IN_WINDOW_SECONDS: seconds, ...limits } = env();
  const [byAddress, byAccount] = [`sign-in-address:${sha256(address)}`, `sign-in-account:${sha256(account)}`];
  await limit(byAddress, limits.RATE_LIMIT_SIGN_IN_PER_ADDRESS, seconds * 1000);
  await limit(byAccount, limits.RATE_LIMIT_SIGN_IN_PER_ACCOUNT, seconds * 1000);
  const answer = await check();
  await Promise.all([takeBack(byAddress, "one"), takeBack(byAccount, "all")]);
  return answer;
}

/** The person of an OpenID Connect identity; made at first sight where sign-up is open or nobody is here yet. */
export async function personOfIdentity(identity: {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
}): Promise<UserRow | null> {
  const subject = `${identity.issuer} ${identity.subject}`;
  const known = await findUserBySubject(subject);
  if (known !== null) return known.disabledAt === null ? known : null;
  const email = person.shape.email.safeParse(identity.email).data;
  if (email === undefined || !identity.emailVerified) return null;
  const make = async (role: UserRow["role"]) => {
    const row: UserRow = {
      id: newId(),
      email,
      name: cleanText(identity.name) ?? nameFrom(email),
      passwordHash: null,
      subject,
      role,
      customerId: null,
      disabledAt: null,
      mailsNeedsYou: true,
      mailsEnding: true,
      createdAt: now(),
    };
    // An email that has a password account already is not taken over by an issuer's word.
    return (await insertUser(row, created(row, "identity"))) ? row : findUserBySubject(subject);
  };
  const first = await asFirst(() => make("admin"));
  if (first !== null || (await settings()).signUp === "closed") return first ?? findUserBySubject(subject);
  return make("user");
}

/** A new password, set by the operator; every session of that person ends. */
export async function setPassword(email: string, password: string): Promise<void> {
  const user = await findUserByEmail(email.trim().toLowerCase());
  if (user === null) throw new Failure("not_found", "user");
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    throw new Failure("invalid_input", "password");
  const at = now();
  await updateUser(
    user.id,
    { passwordHash: await hashPassword(password) },
    revokeSessions(user.id, at),
    recorded({ action: "user.password_changed", target: named(user), at }),
  );
}

/** Shuts a person out, or lets them in again; sessions end at once. */
export async function setDisabled(email: string, disabled: boolean): Promise<void> {
  const user = await findUserByEmail(email.trim().toLowerCase());
  if (user === null) throw new Failure("not_found", "user");
  const at = now();
  await updateUser(
    user.id,
    { disabledAt: disabled ? at : null },
    ...(disabled ? [revokeSessions(user.id, at)] : []),
    recorded({ action: disabled ? "user.disabled" : "user.enabled", target: named(user), at }),
  );
}

const named = ({ id, name }: UserRow) => ({ kind: "user", id, name });

const nameFrom = (email: string) => email.split("@")[0] ?? email;
