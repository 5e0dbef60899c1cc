import clsx from "clsx";
import { Icon, type IconName } from "#components/icon";
import type { ScopeView } from "#lib/connections/view";

export type ScopeKind = "granted" | "asked" | "missing" | "extra";

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
              {kind === "missing" || kind === "extra" ? (
                <span className="text-soft"> ({kind === "missing" ? "not granted" : "not asked for"})</span>
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

const icons = { granted: "check", asked: "dash", missing: "close", extra: "plus" } as const satisfies Record<
  ScopeKind,
  IconName
>;

const inks = {
  granted: "text-good",
  asked: "text-soft",
  missing: "text-warn",
  extra: "text-accent",
} as const satisfies Record<ScopeKind, string>;
