import clsx from "clsx";
import Link from "next/link";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { StateBadge } from "#components/state-badge";
import { Time } from "#components/time";
import { UntilWhen } from "#components/until-when";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionView } from "#lib/connections/view";

type Props = {
  connection: ConnectionView;
  now: Date;
  /** The only one that needs the person, so that mending it is what the page is for. */
  alone: boolean;
};

/** One account in the list; the whole row leads to its page, the mending button to where it is mended. */
export function ConnectionRow({ connection, now, alone }: Props) {
  const { account, label, vendor, state } = connection;
  const urgent = state.name === "needs_you";
  const calm = state.name === "works" || state.name === "disconnected";
  return (
    <li className="relative grid gap-x-6 gap-y-2 p-4 [contain-intrinsic-size:auto_5rem] [content-visibility:auto] hover:bg-sunken/50 md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,4fr)]">
      <div className="flex min-w-0 gap-3">
        <VendorTile vendor={vendor} />
        <div className="min-w-0">
          <Link
            href={`/connections/${connection.id}`}
            prefetch={false}
            className="block text-base font-medium after:absolute after:inset-0"
          >
            <Name>{label ?? account.name}</Name>
          </Link>
          <p className="truncate text-sm text-soft">
            {vendor.name}
            {label === null ? null : (
              <>
                {" · "}
                <bdi>{account.name}</bdi>
              </>
            )}
          </p>
        </div>
      </div>
      <div className="min-w-0 max-md:pl-12">
        <StateBadge state={state} now={now} />
        <p className="text-sm text-soft">
          {calm ? <Evidence connection={connection} now={now} /> : state.sentence}
        </p>
        {urgent ? (
          <LinkButton
            href={`/connect/${vendor.id}?connection=${connection.id}`}
            look={alone ? "primary" : "plain"}
            className="relative z-10 mt-2"
          >
            Reconnect<span className="sr-only"> the account {label ?? account.name}</span>
          </LinkButton>
        ) : null}
      </div>
      <div className={clsx("min-w-0 text-sm text-soft max-md:pl-12", urgent && "max-md:hidden")}>
        {state.name === "disconnected" ? null : (
          <>
            <p className="text-ink">
              <UntilWhen connection={connection} now={now} />
            </p>
            <Powers connection={connection} />
          </>
        )}
      </div>
    </li>
  );
}

function Evidence({ connection, now }: { connection: ConnectionView; now: Date }) {
  if (connection.receipt) {
    return (
      <>
        Keys erased <Time at={connection.receipt.erasedAt} now={now} />
      </>
    );
  }
  if (connection.proof) {
    return (
      <>
        Proved by {connection.proof.by} <Time at={connection.proof.at} now={now} />
      </>
    );
  }
  return connection.state.sentence;
}

/** What it may do, short: the first permission and how many more. */
function Powers({ connection: { scopes } }: { connection: ConnectionView }) {
  const [first, ...others] = scopes.granted;
  if (first === undefined) return null;
  return (
    <p className="flex gap-1.5 max-md:hidden" title={scopes.granted.map((scope) => scope.words).join("\n")}>
      <span className="truncate">{first.words}</span>
      {others.length === 0 ? null : <span className="shrink-0">+{others.length} more</span>}
    </p>
  );
}
