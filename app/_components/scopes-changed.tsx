import { ScopeList } from "#components/scope-list";
import type { ScopesChange } from "#lib/connections/view";

/** What a reconnect changed: permissions before and after, in words. */
export function ScopesChanged({ change, vendor }: { change: ScopesChange | null; vendor: string }) {
  return (
    <section aria-labelledby="scopes-changed">
      <h3 id="scopes-changed" className="font-semibold">
        Before and after
      </h3>
      <p className="mt-0.5 text-sm text-soft">{sentence(change, vendor)}</p>
      {change === null ? null : (
        <div className="mt-1 divide-y empty:hidden">
          {change.gained.length > 0 ? <ScopeList scopes={change.gained} kind="gained" /> : null}
          {change.lost.length > 0 ? <ScopeList scopes={change.lost} kind="lost" /> : null}
        </div>
      )}
    </section>
  );
}

function sentence(change: ScopesChange | null, vendor: string): string {
  if (change === null)
    return `${vendor} does not say what it grants, so before and after cannot be compared.`;
  const { gained, lost, kept } = change;
  if (gained.length === 0 && lost.length === 0)
    return kept.length === 1
      ? "The one permission is the same as before."
      : `All ${kept.length.toLocaleString("en")} permissions are the same as before.`;
  const rest = kept.length === 0 ? "Nothing else was granted before." : "Everything else is as before.";
  return `${[
    gained.length === 0 ? null : `${gained.length.toLocaleString("en")} came with this reconnect`,
    lost.length === 0 ? null : `${lost.length.toLocaleString("en")} went`,
  ]
    .filter((part) => part !== null)
    .join(" and ")}. ${rest}`;
}
