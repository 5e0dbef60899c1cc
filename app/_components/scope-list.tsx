import clsx from "clsx";
import { Icon, type IconName } from "#components/icon";
import { Time } from "#components/time";
import type { ScopeView } from "#lib/connections/view";

export type ScopeKind = "granted" | "asked" | "missing" | "extra" | "gained" | "lost";

type Props = { scopes: ScopeView[]; kind?: ScopeKind; now?: Date };

/** Plain words first, the vendor's own name beside them for whoever needs it. */
export function ScopeList({ scopes, kind = "granted", now }: Props) {
  return (
    <ul className="divide-y">
      {scopes.map((scope) => (
        <li key={scope.name} className="flex gap-3 py-2 text-sm">
          <Icon name={icons[kind]} className={clsx("mt-0.5 size-4", inks[kind])} />
          <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 gap-y-0.5">
            <span className="break-words">
              {scope.words}
              {scope.lastUsedAt === undefined ? null : <Use at={scope.lastUsedAt} now={now} />}
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

/** Only calls through the proxy are seen; software that has the token itself may do what it likes. */
function Use({ at, now }: { at: Date | null; now: Date | undefined }) {
  if (at === null) return <span className="block text-soft">Not used through the proxy so far</span>;
  return now === undefined ? null : (
    <span className="block text-soft">
      Last used <Time at={at} now={now} />
    </span>
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
