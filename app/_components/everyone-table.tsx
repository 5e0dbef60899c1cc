import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { Name } from "#components/name";
import { Card } from "#components/section";
import { StateBadge } from "#components/state-badge";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import type { ListedConnection } from "#lib/admin/list";
import { type Column, columns } from "#lib/admin/wish";

/** Said although it is so already: what is not laid out as a table is none to every screen reader. */
const is = (role: "table" | "rowgroup" | "row" | "columnheader" | "cell") => ({ role });

type Props = { rows: ListedConnection[]; shown: Column[]; now: Date; ticked: boolean };

/** One line for each connection, to be ticked inside a form; on a phone one card each, with its state in sight. */
export function EveryoneTable({ rows, shown, now, ticked }: Props) {
  return (
    <Card className="overflow-x-auto">
      <table {...is("table")} className="w-full text-sm max-sm:block">
        <thead {...is("rowgroup")} className="max-sm:sr-only">
          <tr {...is("row")} className="border-b text-left text-soft">
            <th {...is("columnheader")} scope="col" className="py-2.5 pr-2 pl-4 font-normal">
              <span className="sr-only">Chosen</span>
            </th>
            <th {...is("columnheader")} scope="col" className="py-2.5 pr-3 font-normal">
              Account
            </th>
            <th {...is("columnheader")} scope="col" className="px-3 py-2.5 font-normal">
              State
            </th>
            {shown.map((column) => (
              <th
                key={column}
                {...is("columnheader")}
                scope="col"
                className="px-3 py-2.5 font-normal whitespace-nowrap"
              >
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...is("rowgroup")} className={body}>
          {rows.map((row) => (
            <tr key={row.id} {...is("row")}>
              <td {...is("cell")}>
                <input
                  // Another one once all are ticked by the address, whose value the browser would not look at again.
                  key={String(ticked)}
                  type="checkbox"
                  name="pick"
                  value={row.id}
                  defaultChecked={ticked}
                  aria-label={`Choose ${row.name}, ${row.vendor.name}, ${row.owner.name}`}
                  className="size-4 accent-accent max-sm:size-6 sm:mt-2"
                />
              </td>
              <td {...is("cell")}>
                <span className="flex items-start gap-3">
                  <VendorTile vendor={row.vendor} className="size-8 text-sm max-sm:hidden" />
                  <span className="min-w-0">
                    <Link
                      href={`/admin/connections/${row.id}`}
                      prefetch={false}
                      className="block font-medium hover:underline max-sm:text-base"
                    >
                      <Name lines="two">{row.name}</Name>
                    </Link>
                    <span className="block truncate text-soft">
                      {row.vendor.name}
                      {row.accountName === null ? null : (
                        <>
                          {" · "}
                          <bdi>{row.accountName}</bdi>
                        </>
                      )}
                    </span>
                  </span>
                </span>
              </td>
              <td {...is("cell")}>
                <StateBadge state={row.state} now={now} />
                {row.state.since !== null && sinceMatters.has(row.state.name) ? (
                  <span className="block pl-6 text-soft">
                    since <Time at={row.state.since} now={now} as="moment" />
                  </span>
                ) : null}
              </td>
              {shown.map((column) => (
                <td key={column} {...is("cell")} data-label={columns[column]}>
                  <div>{cells[column](row, now)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** Said once for all rows, of which there are many: the box, the account, its state, and the columns after it. */
const body = clsx(
  // What is focused stays clear of the bar that sticks to the bottom.
  "divide-y max-sm:block [&_a]:scroll-mb-32 [&_input]:scroll-mb-32",
  "*:align-top *:hover:bg-sunken/50 *:has-checked:bg-accent-wash",
  "max-sm:*:grid max-sm:*:grid-cols-[auto_minmax(0,1fr)] max-sm:*:gap-x-3 max-sm:*:gap-y-1 max-sm:*:p-4",
  "sm:[&_td]:px-3 sm:[&_td]:py-2.5",
  "max-sm:[&_td:nth-child(1)]:row-span-2 sm:[&_td:nth-child(1)]:pr-2 sm:[&_td:nth-child(1)]:pl-4",
  "sm:[&_td:nth-child(2)]:max-w-68 sm:[&_td:nth-child(2)]:min-w-44 sm:[&_td:nth-child(2)]:pl-0",
  "max-sm:[&_td:nth-child(3)]:col-start-2 sm:[&_td:nth-child(3)]:min-w-52",
  "[&_td:nth-child(n+4)]:text-soft sm:[&_td:nth-child(n+4)]:max-w-56 sm:[&_td:nth-child(n+4)]:min-w-28",
  "max-sm:[&_td:nth-child(n+4)]:col-start-2 max-sm:[&_td:nth-child(n+4)]:grid",
  "max-sm:[&_td:nth-child(n+4)]:grid-cols-[5.5rem_minmax(0,1fr)]",
  "max-sm:[&_td:nth-child(n+4)]:before:content-[attr(data-label)]",
  "[&_td:nth-child(n+4)_time]:whitespace-nowrap [&_td:nth-child(n+4)_time]:text-ink sm:[&_div>time]:block",
);

const sinceMatters = new Set<string>(["needs_you", "vendor_trouble", "disconnected"]);

const cells: Record<Column, (row: ListedConnection, now: Date) => ReactNode> = {
  owner: ({ owner }) => (
    <Link
      href={`/admin/connections?owner=${encodeURIComponent(owner.id)}`}
      prefetch={false}
      title={owner.email ?? "A customer of the host application"}
      className="block text-ink hover:underline sm:min-w-32"
    >
      <Name>{owner.name}</Name>
      <span className="block truncate text-soft">{owner.email ?? "Customer"}</span>
    </Link>
  ),
  ends: ({ expiresAt, renews, state }, now) =>
    state.name === "disconnected" ? (
      "–"
    ) : expiresAt === null ? (
      "No end"
    ) : (
      <>
        <Time at={expiresAt} now={now} />{" "}
        {expiresAt > now
          ? renews
            ? "and renews"
            : "then it ends"
          : renews
            ? "renews when asked for"
            : "it ended"}
      </>
    ),
  proof: ({ proof }, now) =>
    proof === null ? (
      "None yet"
    ) : (
      <>
        <Time at={proof.at} now={now} /> {`by ${proof.by}`}
      </>
    ),
  linked: ({ linkedAt }, now) => <Time at={linkedAt} now={now} />,
  read: ({ lastReadAt }, now) => (lastReadAt === null ? "Never" : <Time at={lastReadAt} now={now} />),
  account: ({ accountId }) => <span className="font-mono text-xs [overflow-wrap:anywhere]">{accountId}</span>,
  id: ({ id }) => (
    <span className="font-mono text-xs [overflow-wrap:anywhere] sm:whitespace-nowrap">{id}</span>
  ),
};
