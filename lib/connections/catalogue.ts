import "#lib/server-only";
import { isConfigured, scopesFor } from "#lib/clients";
import { findProvider, providers } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { scopeView } from "./scopes.ts";
import type { VendorView } from "./view.ts";

/** The vendors a person can link, as pages see them. */
export function catalogue(): VendorView[] {
  return Object.values(providers).map(view);
}

export function vendorView(id: string): VendorView | null {
  const provider = findProvider(id);
  return provider === undefined ? null : view(provider);
}

function view(provider: Provider): VendorView {
  const { id, name, summary, whoMayApprove, whatHappens, docsUrl, removalUrl, flow } = provider;
  const asked = scopesFor(provider);
  return {
    id,
    name,
    summary,
    whoMayApprove,
    whatHappens,
    docsUrl,
    removalUrl,
    flow,
    configured: isConfigured(provider),
    asks: asked === null ? null : asked.map((scope) => scopeView(provider, scope)),
    fields: provider.flow === "api-key" ? provider.fields : [],
  };
}
