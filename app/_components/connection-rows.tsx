import clsx from "clsx";
import Link from "next/link";
import type { ReactElement } from "react";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { StateBadge, tellsTime } from "#components/state-badge";
import { Time } from "#components/time";
import { UntilWhen } from "#components/until-when";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionView } from "#lib/connections/view";

type Props = {
  connections: readonly ConnectionView[];
  now: Date;
  /** Only one needs the person, so mending it is what the page is for. */
  alone: boolean;
};

/** The list of accounts. What all rows wear stands here, since a page is sent every word of every row twice. */
export function ConnectionRows({ connections, now, alone }: Props) {
  return (
    <ul className="divide-y *:relative *:grid *:gap-x-6 *:gap-y-2 *:p-4 *:[contain-intrinsic-size:auto_7.875rem] md:*:[contain-intrinsic-size:auto_2.875rem] *:[content-visibility:auto] *:hover:bg-sunken/50 md:*:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,4fr)]">
      {connections.map((connection) => (
        <ConnectionRow key={connection.id} connection={connection} now={now} alone={alone} />
      ))}
    </ul>
  );
}

type RowProps = { connection: ConnectionView; now: Date; alone: boolean };

/** One account; the whole row leads to its page, the mending button to where it is mended. */
function ConnectionRow({ connection, now, alone }: RowProps) {
  const { account, label, vendor, state } = connection;
  const urgent = state.name === "needs_you";
  const calm = state.name === "works" || state.name === "disconnected";
  return (
    <li>
      <div className="flex min-w-0 gap-3">
        {tileOf(vendor)}
        <div className="min-w-0">
          <Link
            href={`/connections/${connection.id}`}
            prefetch={false}
            className="block text-base font-medium after:absolute after:inset-0"
          >
            <Name lines="two">{label ?? account.name}</Name>
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
        {badgeOf(state, now)}
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

const drawn = new Map<string, ReactElement>();

/** One and the same element wherever it is shown is drawn once for a page, and sent once in the data behind it. */
function once(name: string, draw: () => ReactElement): ReactElement {
  const element = drawn.get(name) ?? draw();
  drawn.set(name, element);
  return element;
}

const tileOf = (vendor: ConnectionView["vendor"]) =>
  once(`tile ${vendor.id}`, () => <VendorTile vendor={vendor} />);

const badgeOf = (state: ConnectionView["state"], now: Date) =>
  tellsTime(state) ? (
    <StateBadge state={state} now={now} />
  ) : (
    once(`badge ${state.name}`, () => <StateBadge state={state} now={now} />)
  );

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
    <p className="flex gap-1.5" title={scopes.granted.map((scope) => scope.words).join("\n")}>
      <span className="truncate">{first.words}</span>
      {others.length === 0 ? null : <span className="shrink-0">+{others.length} more</span>}
    </p>
  );
}
