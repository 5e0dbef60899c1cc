import type { Provider } from "#lib/providers/types";
import type { ScopesChange, ScopesView, ScopeView } from "./view.ts";

/** Scopes asked for, given, and the difference, in words. Pure. */

export function scopeView(provider: Pick<Provider, "scopes">, name: string): ScopeView {
  return {
    name,
    words: Object.hasOwn(provider.scopes, name) ? (provider.scopes[name] ?? name) : readable(name),
  };
}

/** A scope without words of its own: its name made readable. */
function readable(name: string): string {
  const words = name
    .replaceAll(/[._:-]+/g, " ")
    .trim()
    .toLowerCase();
  return words === "" ? name : words[0]?.toUpperCase() + words.slice(1);
}

/** Permissions before and after a reconnect, as an activity entry keeps them; null where one side is unknown. */
export function scopesChange(
  provider: Pick<Provider, "scopes">,
  { scopesBefore, scopes }: Record<string, unknown>,
): ScopesChange | null {
  const [before, after] = [names(scopesBefore), names(scopes)];
  if (before === null || after === null) return null;
  const view = (list: string[]) => list.map((name) => scopeView(provider, name));
  return {
    gained: view(after.filter((name) => !before.includes(name))),
    lost: view(before.filter((name) => !after.includes(name))),
    kept: view(after.filter((name) => before.includes(name))),
  };
}

function names(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : null;
}

export function scopesView(
  provider: Pick<Provider, "scopes" | "name" | "tellsScopes" | "flow">,
  requested: string[] | null,
  granted: string[] | null,
): ScopesView {
  const view = (names: string[]) => names.map((name) => scopeView(provider, name));
  const given = granted ?? requested ?? [];
  const missing =
    granted === null || requested === null ? [] : requested.filter((name) => !granted.includes(name));
  const extra =
    granted === null || requested === null ? [] : granted.filter((name) => !requested.includes(name));
  return {
    granted: view(given),
    told: granted !== null,
    missing: view(missing),
    extra: view(extra),
    sentence: sentence(provider, requested, granted, missing.length, extra.length),
  };
}

function sentence(
  provider: Pick<Provider, "name" | "tellsScopes" | "flow">,
  requested: string[] | null,
  granted: string[] | null,
  missing: number,
  extra: number,
): string {
  if (granted === null && requested === null)
    return provider.flow === "api-key"
      ? `${provider.name} knows no scopes: the key may do everything in its environment.`
      : `${provider.name} did not say what was granted.`;
  if (granted === null) return `${provider.name} does not say what was granted; this is what was asked for.`;
  if (requested === null)
    return `These permissions are fixed where the app is registered at ${provider.name}.`;
  if (missing === 0 && extra === 0) return "Everything that was asked for was granted.";
  if (missing === 0) return "Everything that was asked for was granted, and more than that.";
  return missing === 1
    ? "One permission that was asked for was not granted. What needs it will not work."
    : `${missing} permissions that were asked for were not granted. What needs them will not work.`;
}
