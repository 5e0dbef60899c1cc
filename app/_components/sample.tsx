import { Card } from "#components/section";
import { Time } from "#components/time";
import type { SampleView } from "#lib/connections/sample";
import { count } from "./relative.ts";

/** A little of the account's real data: that it works, shown rather than said. */
export function Sample({ sample, vendor, now }: { sample: SampleView; vendor: string; now: Date }) {
  if (sample.kind !== "seen") return <p className="text-sm text-soft">{reasons[sample.kind](vendor)}</p>;
  const { items, noun, total } = sample;
  const newest = items[0]?.at ?? null;
  return (
    <>
      <p className="text-base">
        It works: {amount(total, items.length, noun)}
        {newest === null ? "." : null}
        {newest === null ? null : (
          <>
            , the newest from <Time at={newest} now={now} />.
          </>
        )}
      </p>
      {items.length === 0 ? null : (
        <Card className="mt-3">
          <ul className="divide-y">
            {items.map((item) => (
              <li
                key={`${item.title} ${item.at?.getTime()}`}
                className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm"
              >
                <span className="truncate">
                  <bdi>{item.title}</bdi>
                </span>
                {item.at === null ? null : (
                  <span className="shrink-0 text-soft">
                    <Time at={item.at} now={now} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <p className="mt-2 text-sm text-soft">
        Asked of {vendor} with the stored token, <Time at={sample.at} now={now} />. Nothing of it is stored.
      </p>
    </>
  );
}

/** Keeps the place while the vendor is asked, so that nothing jumps. */
export function SampleWaiting({ vendor, href }: { vendor: string; href: string }) {
  return (
    <div className="min-h-52">
      <p className="text-sm text-soft">Asking {vendor} for a few of them …</p>
      <noscript>
        <a href={href} className="text-sm text-accent underline underline-offset-2">
          Show them
        </a>
      </noscript>
    </div>
  );
}

function amount(total: number | null, shown: number, noun: { one: string; many: string }): string {
  if (total !== null) return total === 1 ? `1 ${noun.one}` : `${total.toLocaleString("en")} ${noun.many}`;
  return shown === 0 ? `no ${noun.many} yet` : `${count(shown, noun.one)} and perhaps more`;
}

const reasons = {
  not_allowed: (vendor) =>
    `The permissions granted do not let us list anything at ${vendor}. The link itself is fine.`,
  refused: (vendor) => `${vendor} did not take the token just now. Test the link to be sure.`,
  not_now: (vendor) => `${vendor} did not answer just now. The link itself is fine.`,
  none: () => "There is nothing to look at without a living token.",
} as const satisfies Record<Exclude<SampleView["kind"], "seen">, (vendor: string) => string>;
