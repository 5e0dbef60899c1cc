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
        {/* What is focused stays clear of the bar that sticks to the bottom. */}
        <tbody
          {...is("rowgroup")}
          className="divide-y max-sm:block [&_a]:scroll-mb-32 [&_input]:scroll-mb-32"
        >
          {rows.map((row) => (
            <tr
              key={row.id}
              {...is("row")}
              className="align-top hover:bg-sunken/50 has-checked:bg-accent-wash max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:p-4"
            >
              <td {...is("cell")} className="max-sm:row-span-2 sm:py-2.5 sm:pr-2 sm:pl-4">
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
              <td {...is("cell")} className="sm:max-w-68 sm:min-w-44 sm:py-2.5 sm:pr-3">
                <span className="flex items-start gap-3">
                  <VendorTile vendor={row.vendor} className="size-8 text-sm max-sm:hidden" />
                  <span className="min-w-0">
                    <Link
                      href={`/admin/connections/${row.id}`}
                      prefetch={false}
                      className="block font-medium hover:underline max-sm:text-base"
                    >
                      <Name>{row.name}</Name>
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
              <td {...is("cell")} className="max-sm:col-start-2 sm:min-w-52 sm:px-3 sm:py-2.5">
                <StateBadge state={row.state} now={now} />
                {row.state.since !== null && sinceMatters.has(row.state.name) ? (
                  <span className="block pl-6 text-soft">
                    since <Time at={row.state.since} now={now} as="moment" />
                  </span>
                ) : null}
              </td>
              {shown.map((column) => (
                <td
                  key={column}
                  {...is("cell")}
                  data-label={columns[column]}
                  className="text-soft max-sm:col-start-2 max-sm:grid max-sm:grid-cols-[6.5rem_minmax(0,1fr)] max-sm:before:content-[attr(data-label)] sm:max-w-56 sm:min-w-28 sm:px-3 sm:py-2.5"
                >
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
        <span className="text-ink sm:block">
          <Time at={expiresAt} now={now} />
        </span>{" "}
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
        <span className="text-ink sm:block">
          <Time at={proof.at} now={now} />
        </span>{" "}
        by {proof.by}
      </>
    ),
  linked: ({ linkedAt }, now) => (
    <span className="whitespace-nowrap">
      <Time at={linkedAt} now={now} />
    </span>
  ),
  read: ({ lastReadAt }, now) =>
    lastReadAt === null ? (
      "Never"
    ) : (
      <span className="whitespace-nowrap">
        <Time at={lastReadAt} now={now} />
      </span>
    ),
  account: ({ accountId }) => <span className="font-mono text-xs [overflow-wrap:anywhere]">{accountId}</span>,
  id: ({ id }) => (
    <span className="font-mono text-xs [overflow-wrap:anywhere] sm:whitespace-nowrap">{id}</span>
  ),
};
