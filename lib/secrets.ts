import "#lib/server-only";
import { findSecret, insertSecret, updateSecret } from "#db/secrets";
import { now } from "#lib/clock";
import { secret } from "#lib/random";
import { keyIdOf, keyset, type Place, seal, unseal } from "#lib/vault";

/**
 * A random key of the installation itself, made when it is first asked for and kept sealed, so that it
 * outlives every rotation of the keys that seal it. The same in every process.
 */
export async function installationSecret(name: "audit" | "sign-in"): Promise<string> {
  const known = await findSecret(name);
  if (known !== null) {
    const value = unseal(known.sealedValue, place(name));
    // So that the key before can go.
    if (keyIdOf(known.sealedValue) !== keyset().primary) await updateSecret(name, seal(value, place(name)));
    return value;
  }
  await insertSecret({ name, sealedValue: seal(secret(), place(name)), createdAt: now() });
  return installationSecret(name);
}

// One for the process; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbaySignInSecret?: string };

/** Decides what sign-in cookies are sealed with: the operator's own secret, or the installation's; part of starting. */
export async function openSignInSecret(chosen: string | undefined): Promise<string> {
  holder.patchbaySignInSecret = chosen ?? (await installationSecret("sign-in"));
  return holder.patchbaySignInSecret;
}

export function signInSecret(): string {
  if (holder.patchbaySignInSecret === undefined) throw new Error("Sign-in was used before it was opened.");
  return holder.patchbaySignInSecret;
}

const place = (name: string): Place => ({ table: "secrets", row: name, field: "sealedValue", generation: 0 });
