import "#lib/server-only";
import type { ConnectionRow } from "#db/connections";
import { isConfigured } from "#lib/clients";
import { Failure } from "#lib/errors";
import type { Call, Held, Provider, TokenSet } from "#lib/providers/types";
import { ask } from "#lib/vendors/ask";
import { heldBy } from "./credentials.ts";

/**
 * Tries a provider's renewals in order: a refusal moves on to the next one, anything else stops, since an
 * outage says nothing about the next way. A refresh token that the answer leaves out is kept (RFC 6749 §6).
 */
export async function renew(
  provider: Provider,
  held: Held,
  options: {
    insist: boolean;
    /** Whether newer credentials have been stored meanwhile; asked before a further way is tried. */
    overtaken?: () => Promise<boolean>;
  },
): Promise<TokenSet> {
  if (!isConfigured(provider)) throw new Failure("provider_not_configured", provider.id);
  let refusal = null as Failure | null;
  for (const call of provider.renewals(held)) {
    try {
      const tokens = await ask(provider, call, options);
      // Kept only if it has not just been refused: it would be refused again at every renewal.
      const kept = refusal === null ? held.tokens?.refreshToken : null;
      return { ...tokens, refreshToken: tokens.refreshToken ?? kept ?? null };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.code !== "reauth_required" && error.code !== "provider_refused") throw error;
      // "No longer accepted" is the graver word: it decides unless a later way works.
      if (refusal === null || error.code === "reauth_required") refusal = error;
      // What was refused may have been spent by somebody else, and a further way may end what they were given.
      if (await options.overtaken?.()) break;
    }
  }
  throw refusal ?? new Failure("reauth_required", `${provider.id} has no way to renew`);
}

/** The ways that are left to renew a stored connection. */
export function renewalsOf(provider: Provider, row: ConnectionRow): Call<TokenSet>[] {
  const held = heldBy(row, provider);
  return held === null ? [] : provider.renewals(held);
}
