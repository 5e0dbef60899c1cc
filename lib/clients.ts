import "#lib/server-only";
import { providerVariable } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Client, Provider } from "#lib/providers/types";

/** What the operator set for a vendor, by the naming convention of `.env.example`. */

/** The application as registered at the vendor; null where none is set up, or none is needed. */
export function clientOrNull(provider: Provider): Client | null {
  const id = providerVariable(provider.id, "CLIENT_ID");
  const secret = providerVariable(provider.id, "CLIENT_SECRET");
  return id === null || secret === null ? null : { id, secret };
}

/** The same; throws `provider_not_configured`. */
export function registeredClient(provider: Provider): Client {
  const client = clientOrNull(provider);
  if (client === null) throw new Failure("provider_not_configured", provider.id);
  return client;
}

/** A vendor whose people bring a key needs nothing from the operator. */
export function isConfigured(provider: Provider): boolean {
  return provider.flow === "api-key" || clientOrNull(provider) !== null;
}

/** Scopes to ask for: `<ID>_SCOPES` (by spaces or commas), else the provider's own; null: none are asked. */
export function scopesFor(provider: Provider): string[] | null {
  const chosen = providerVariable(provider.id, "SCOPES");
  if (chosen === null) return provider.defaultScopes === null ? null : [...provider.defaultScopes];
  return [...new Set(chosen.split(/[\s,]+/))];
}

/** The page of the operator's app inside the vendor (`<ID>_APP_PAGE_URL`), offered after linking. */
export function appPageUrl(provider: { id: string }): string | null {
  const url = providerVariable(provider.id, "APP_PAGE_URL");
  return url !== null && URL.canParse(url) && new URL(url).protocol === "https:" ? url : null;
}

/** The key that the vendor's webhooks are verified with. */
export function publicKeyFor(provider: Provider): string | null {
  return providerVariable(provider.id, "PUBLIC_KEY");
}
