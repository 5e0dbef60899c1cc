import "#lib/server-only";
import { takeBack } from "#db/limits";
import { anyUser } from "#db/users";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import { sha256 } from "#lib/random";
import { createUser } from "./users.ts";

/** Accounts that people make themselves. */

type Form = Record<string, string>;

const LONGEST_SET_UP_MS = 10_000;

/** The first visit: the first administrator. Shut as soon as somebody exists. */
export async function setUp(form: Form): Promise<void> {
  await requireNobody();
  // One at a time, in all processes together, so that two who come at once do not both become the first.
  await limit("set-up", 1, LONGEST_SET_UP_MS);
  try {
    await requireNobody();
    await createUser({ ...fields(form), role: "admin" });
  } finally {
    await takeBack("set-up", "all");
  }
}

async function requireNobody(): Promise<void> {
  if (await anyUser()) throw new Failure("forbidden", "set up already");
}

/** Where SIGNUP is open: an ordinary account. */
export async function signUp(form: Form, address: string): Promise<void> {
  if (env().SIGNUP !== "open") throw new Failure("forbidden", "sign-up is closed");
  const { RATE_LIMIT_SIGN_IN_PER_ADDRESS: most, RATE_LIMIT_SIGN_IN_WINDOW_SECONDS: seconds } = env();
  await limit(`sign-up-address:${sha256(address)}`, most, seconds * 1000);
  await createUser({ ...fields(form), role: "user" });
}

const fields = (form: Form) => ({
  email: form.email ?? "",
  password: form.password ?? "",
  name: form.name === "" ? undefined : form.name,
});
