import "#lib/server-only";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import { sha256 } from "#lib/random";
import { settings } from "#lib/settings";
import { asFirst } from "./first.ts";
import { createUser } from "./users.ts";

/** Accounts that people make themselves. */

type Form = Record<string, string>;

/** The first visit: the first administrator. Shut as soon as somebody exists. */
export async function setUp(form: Form): Promise<void> {
  const made = await asFirst(() => createUser({ ...fields(form), role: "admin" }));
  if (made === null) throw new Failure("forbidden", "set up already");
}

/** Where sign-up is open: an ordinary account. */
export async function signUp(form: Form, address: string): Promise<void> {
  if ((await settings()).signUp !== "open") throw new Failure("forbidden", "sign-up is closed");
  const { RATE_LIMIT_SIGN_IN_PER_ADDRESS: most, RATE_LIMIT_SIGN_IN_WINDOW_SECONDS: seconds } = env();
  await limit(`sign-up-address:${sha256(address)}`, most, seconds * 1000);
  await createUser({ ...fields(form), role: "user" });
}

const fields = (form: Form) => ({
  email: form.email ?? "",
  password: form.password ?? "",
  name: form.name === "" ? undefined : form.name,
});
