import "#lib/server-only";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { seal, unseal } from "#lib/vault";

/**
 * An install that begins at the vendor arrives with a token in the address. It is sealed at once, so that
 * it can wait through sign-in and the page before leaving without standing in an address of ours.
 */
const LONGEST_TOKEN = 4_000;
const LIFE_MS = 10 * 60_000;

const place = (provider: Provider) => ({
  table: "arrival",
  row: provider.id,
  field: "token",
  generation: 0,
});

/**
 * Where somebody goes who arrives with a vendor's install token in the address: the same page with the token
 * sealed. Null for everybody else.
 */
export function arrivalPath(providerId: string, query: Record<string, string>): string | null {
  const provider = findProvider(providerId);
  if (provider?.flow !== "authorization-code" || provider.arrivalParameter === undefined) return null;
  const token = query[provider.arrivalParameter];
  if (token === undefined || token === "" || token.length > LONGEST_TOKEN) return null;
  return `/connect/${provider.id}?${new URLSearchParams({ arrival: sealArrival(provider, token) })}`;
}

function sealArrival(provider: Provider, token: string): string {
  return seal(JSON.stringify({ token, until: now().getTime() + LIFE_MS }), place(provider));
}

/** The vendor's token again; throws `link_expired` for an old or altered one. */
export function openArrival(provider: Provider, sealed: string): string {
  try {
    const { token, until } = JSON.parse(unseal(sealed, place(provider))) as { token: string; until: number };
    if (until > now().getTime()) return token;
  } catch {
    // Altered, or sealed for another vendor; explained like an old one.
  }
  throw new Failure("link_expired", "the arrival is too old");
}
