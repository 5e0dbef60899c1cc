import clsx from "clsx";
import Link from "next/link";
import { PlugGlyph } from "#components/plug";
import { Card } from "#components/section";
import type { OverviewView } from "#lib/admin/overview";
import { labels } from "#lib/connections/state";
import type { StateName } from "#lib/connections/view";
import { stateInk } from "./state-tone.ts";

const order: StateName[] = ["needs_you", "vendor_trouble", "unproven", "renewing", "works", "disconnected"];

type Props = Pick<OverviewView, "vendors" | "counts" | "total">;

/** How many connections each vendor has in each state; every number leads to them. What is bad comes first. */
export function StandingTable({ vendors, counts, total }: Props) {
  const shown = order.filter((state) => state === "works" || counts[state] > 0);
  return (
    <Card className="overflow-x-auto">
      <StandingList vendors={vendors} shown={shown} />
      <table className="w-full text-sm max-sm:hidden">
        <thead>
          <tr className="border-b align-bottom text-soft">
            <th scope="col" className="px-4 py-2.5 text-left font-normal">
              Vendor
            </th>
            {shown.map((state) => (
              <th key={state} scope="col" className="px-3 py-2.5 text-right font-normal">
                <span className="inline-flex items-center gap-1.5">
                  <PlugGlyph plug={labels[state][1]} className={clsx("size-3.5", stateInk[state])} />
                  {word(state)}
                </span>
              </th>
            ))}
            <th scope="col" className="px-4 py-2.5 text-right font-normal">
              All
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {vendors.map((vendor) => (
            <tr key={vendor.id}>
              <th scope="row" className="px-4 py-2 text-left font-medium">
                {vendor.name}
              </th>
              {shown.map((state) => (
                <td key={state} className="px-3 py-2 text-right">
                  <Amount
                    number={vendor.counts[state]}
                    href={`/admin/connections?vendor=${vendor.id}&state=${state}`}
                    state={state}
                    label={`${vendor.name}, ${word(state)}`}
                  />
                </td>
              ))}
              <td className="px-4 py-2 text-right">
                <Amount
                  number={vendor.total}
                  href={`/admin/connections?vendor=${vendor.id}`}
                  label={`${vendor.name}, all`}
                />
              </td>
            </tr>
          ))}
        </tbody>
        {vendors.length < 2 ? null : (
          <tfoot>
            <tr className="border-t">
              <th scope="row" className="px-4 py-2 text-left font-normal text-soft">
                All
              </th>
              {shown.map((state) => (
                <td key={state} className="px-3 py-2 text-right">
                  <Amount
                    number={counts[state]}
                    href={`/admin/connections?state=${state}`}
                    state={state}
                    label={`All vendors, ${word(state)}`}
                  />
                </td>
              ))}
              <td className="px-4 py-2 text-right">
                <Amount number={total} href="/admin/connections" label="All connections" />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </Card>
  );
}

/** The same on a phone, which has no room for the columns: of each vendor what there is. */
function StandingList({ vendors, shown }: { vendors: Props["vendors"]; shown: StateName[] }) {
  return (
    <ul className="divide-y text-sm sm:hidden">
      {vendors.map((vendor) => (
        <li key={vendor.id} className="px-4 py-3">
          <p className="flex items-baseline justify-between gap-3 text-base font-medium">
            {vendor.name}
            <Amount
              number={vendor.total}
              href={`/admin/connections?vendor=${vendor.id}`}
              label={`${vendor.name}, all`}
            />
          </p>
          <ul className="mt-1 flex flex-wrap gap-x-4 text-soft">
            {shown
              .filter((state) => vendor.counts[state] > 0)
              .map((state) => (
                <li key={state} className="flex items-center gap-1.5">
                  <PlugGlyph plug={labels[state][1]} className={clsx("size-3.5", stateInk[state])} />
                  <Amount
                    number={vendor.counts[state]}
                    href={`/admin/connections?vendor=${vendor.id}&state=${state}`}
                    state={state}
                    label={`${vendor.name}, ${word(state)}`}
                  />
                  {word(state)}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** "since" needs an instant, which a number of connections does not have. */
const word = (state: StateName) =>
  labels[state][0].replace(/^Works, not/, "Not").replace(/ since$/, " lately");

type AmountProps = { number: number; href: string; label: string; state?: StateName };

function Amount({ number, href, label, state }: AmountProps) {
  if (number === 0) return <span className="text-soft">0</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={`${number.toLocaleString("en")}: ${label}`}
      className={clsx(
        "inline-flex min-h-6 min-w-6 items-center justify-end underline decoration-line underline-offset-4 hover:decoration-current",
        state === "needs_you" && "font-medium text-bad",
        state === "vendor_trouble" && "font-medium text-warn",
      )}
    >
      {number.toLocaleString("en")}
    </Link>
  );
}
