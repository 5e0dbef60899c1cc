import clsx from "clsx";
import { Icon, type IconName } from "#components/icon";
import type { ScopeView } from "#lib/connections/view";

export type ScopeKind = "granted" | "asked" | "missing" | "extra" | "gained" | "lost";

/** Plain words first, the vendor's own name beside them for whoever needs it. */
export function ScopeList({ scopes, kind = "granted" }: { scopes: ScopeView[]; kind?: ScopeKind }) {
  return (
    <ul className="divide-y">
      {scopes.map((scope) => (
        <li key={scope.name} className="flex gap-3 py-2 text-sm">
          <Icon name={icons[kind]} className={clsx("mt-0.5 size-4", inks[kind])} />
          <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 gap-y-0.5">
            <span className="break-words">
              {scope.words}
              {kind in notes ? (
                <span className="text-soft"> ({notes[kind as keyof typeof notes]})</span>
              ) : null}
            </span>
            <code className="font-mono text-xs leading-5 text-soft [overflow-wrap:anywhere]">
              {scope.name}
            </code>
          </div>
        </li>
      ))}
    </ul>
  );
}

const notes = {
  missing: "not granted",
  extra: "not asked for",
  gained: "new",
  lost: "no longer granted",
} as const;

const icons = {
  granted: "check",
  asked: "dash",
  missing: "close",
  extra: "plus",
  gained: "plus",
  lost: "close",
} as const satisfies Record<ScopeKind, IconName>;

const inks = {
  granted: "text-good",
  asked: "text-soft",
  missing: "text-warn",
  extra: "text-accent",
  gained: "text-good",
  lost: "text-warn",
} as const satisfies Record<ScopeKind, string>;
