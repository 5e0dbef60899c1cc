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

type Props = { rows: ListedConnection[]; shown: Column[]; now: Date };

/** One line for each connection, to be ticked inside a form. */
export function EveryoneTable({ rows, shown, now }: Props) {
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b text-left text-soft">
            <th scope="col" className="py-2.5 pr-2 pl-4 font-normal">
              <span className="sr-only">Chosen</span>
            </th>
            <th scope="col" className="py-2.5 pr-4 font-normal">
              Account
            </th>
            <th scope="col" className="px-4 py-2.5 font-normal">
              State
            </th>
            {shown.map((column) => (
              <th key={column} scope="col" className="px-4 py-2.5 font-normal whitespace-nowrap">
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={body}>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <input
                  type="checkbox"
                  name="pick"
                  value={row.id}
                  aria-label={`Choose ${row.name}, ${row.vendor.name}, ${row.owner.name}`}
                  className="mt-2 size-4 accent-accent"
                />
              </td>
              <td>
                <span className="flex items-start gap-3">
                  <VendorTile vendor={row.vendor} className="size-8 text-sm max-sm:hidden" />
                  <span className="min-w-0">
                    <Link
                      href={`/admin/connections/${row.id}`}
                      prefetch={false}
                      className="block font-medium hover:underline"
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
              <td>
                <StateBadge state={row.state} now={now} />
                {row.state.since !== null && sinceMatters.has(row.state.name) ? (
                  <span className="block pl-6 text-soft">
                    since <Time at={row.state.since} now={now} as="moment" />
                  </span>
                ) : null}
              </td>
              {shown.map((column) => (
                <td key={column}>{cells[column](row, now)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** Said once for all rows, of which there are many: the chosen, the account, its state, and the columns after it. */
const body = clsx(
  "divide-y *:align-top *:hover:bg-sunken/50 *:has-checked:bg-accent-wash [&_td]:px-4 [&_td]:py-2.5",
  "[&_td:nth-child(1)]:pr-2 [&_td:nth-child(2)]:max-w-80 [&_td:nth-child(2)]:min-w-44 [&_td:nth-child(2)]:pl-0",
  "[&_td:nth-child(3)]:min-w-40 [&_td:nth-child(n+4)]:max-w-64 [&_td:nth-child(n+4)]:text-soft",
  "[&_td>time]:block [&_td>time]:whitespace-nowrap [&_td>time]:text-ink",
);

const sinceMatters = new Set<string>(["needs_you", "vendor_trouble", "disconnected"]);

const cells: Record<Column, (row: ListedConnection, now: Date) => ReactNode> = {
  owner: ({ owner }) => (
    <Link
      href={`/admin/connections?owner=${encodeURIComponent(owner.id)}`}
      prefetch={false}
      title={owner.email ?? "A customer of the host application"}
      className="block min-w-32 text-ink hover:underline"
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
        <Time at={expiresAt} now={now} />
        {renews ? "and renews" : expiresAt > now ? "then it ends" : "it ended"}
      </>
    ),
  proof: ({ proof }, now) =>
    proof === null ? (
      "None yet"
    ) : (
      <>
        <Time at={proof.at} now={now} />
        {`by ${proof.by}`}
      </>
    ),
  linked: ({ linkedAt }, now) => <Time at={linkedAt} now={now} />,
  read: ({ lastReadAt }, now) => (lastReadAt === null ? "Never" : <Time at={lastReadAt} now={now} />),
  account: ({ accountId }) => <span className="font-mono text-xs [overflow-wrap:anywhere]">{accountId}</span>,
  id: ({ id }) => <span className="font-mono text-xs whitespace-nowrap">{id}</span>,
};
