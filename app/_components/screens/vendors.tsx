import Link from "next/link";
import { PlugGlyph } from "#components/plug";
import { Card } from "#components/section";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import type { Plug } from "#lib/connections/view";
import type { VendorEntry } from "#lib/vendors/administration";

type Props = { vendors: VendorEntry[]; now: Date };

/** Every vendor in one line: whether it is set up, how it is, what was decided about it. */
export function VendorsScreen({ vendors, now }: Props) {
  return (
    <Card>
      <ul className="divide-y">
        {vendors.map((vendor) => (
          <li key={vendor.id} className="relative flex gap-3 p-4 hover:bg-sunken">
            <VendorTile vendor={vendor} />
            <div className="min-w-0 flex-1 sm:flex sm:items-start sm:gap-4">
              <div className="min-w-0 flex-1">
                <h2 className="text-base font-medium">
                  <Link
                    href={`/admin/vendors/${vendor.id}`}
                    prefetch={false}
                    className="after:absolute after:inset-0"
                  >
                    {vendor.name}
                  </Link>
                </h2>
                <p className="text-sm text-soft tabular">
                  {vendor.active === 1
                    ? "1 active connection"
                    : `${vendor.active.toLocaleString("en")} active connections`}
                </p>
              </div>
              <div className="mt-1 space-y-0.5 text-sm sm:mt-0 sm:max-w-md sm:text-right">
                {conditions(vendor, now).map(({ key, tone, plug, words }) => (
                  <p key={key} className={`flex items-start gap-2 sm:justify-end ${tone}`}>
                    <PlugGlyph plug={plug} className="mt-0.5 size-4" />
                    <span>{words}</span>
                  </p>
                ))}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Condition = { key: string; tone: string; plug: Plug; words: React.ReactNode };

function conditions({ configured, missing, incident, paused }: VendorEntry, now: Date): Condition[] {
  const said: Condition[] = [];
  if (incident !== null)
    said.push({
      key: "incident",
      tone: incident.kind === "client" ? "text-bad" : "text-warn",
      plug: "loose",
      words: (
        <>
          {incident.kind === "client" ? "Does not accept our credentials" : "Having trouble"} since{" "}
          <Time at={incident.openedAt} now={now} as="moment" />
        </>
      ),
    });
  for (const [what, since] of [
    ["Linking", paused.linking],
    ["Renewing", paused.renewing],
  ] as const)
    if (since !== null)
      said.push({
        key: what,
        tone: "text-warn",
        plug: "unplugged",
        words: (
          <>
            {what} paused since <Time at={since} now={now} as="moment" />
          </>
        ),
      });
  if (!configured)
    said.push({ key: "missing", tone: "text-soft", plug: "unplugged", words: "Not set up yet" });
  else if (missing.length > 0)
    said.push({
      key: "missing",
      tone: "text-warn",
      plug: "loose",
      words: `${missing.join(", ")} is missing`,
    });
  return said.length === 0
    ? [{ key: "fine", tone: "text-good", plug: "plugged", words: "Set up, nothing is wrong" }]
    : said;
}
