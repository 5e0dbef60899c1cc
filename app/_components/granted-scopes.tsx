import clsx from "clsx";
import { ScopeList } from "#components/scope-list";
import type { ScopesView } from "#lib/connections/view";

type Props = { scopes: ScopesView; current: boolean; now?: Date };

/** What was asked for and what was given; `current` while the link holds. */
export function GrantedScopes({ scopes, current, now }: Props) {
  const extra = new Set(scopes.extra.map((scope) => scope.name));
  const expected = scopes.granted.filter((scope) => !extra.has(scope.name));
  return (
    <>
      <p className="mb-2 max-w-prose text-sm text-soft">{scopes.sentence}</p>
      {scopes.missing.length > 0 ? <ScopeList scopes={scopes.missing} kind="missing" /> : null}
      {expected.length > 0 ? (
        <div className={clsx(scopes.missing.length > 0 && "border-t")}>
          <ScopeList
            scopes={expected}
            kind={scopes.told && current ? "granted" : "asked"}
            {...(now ? { now } : {})}
          />
        </div>
      ) : null}
      {scopes.extra.length > 0 ? (
        <div className="border-t">
          <ScopeList scopes={scopes.extra} kind="extra" />
        </div>
      ) : null}
    </>
  );
}
