import { Card } from "#components/section";
import { Time } from "#components/time";
import type { SampleView } from "#lib/connections/sample";
import { count } from "./relative.ts";

type Props = {
  sample: SampleView;
  vendor: string;
  now: Date;
  /** What the data shows, where "It works" has been said already. */
  lead?: string | undefined;
};

/** A little of the account's real data: that it works, shown rather than said. */
export function Sample({ sample, vendor, now, lead = "It works" }: Props) {
  if (sample.kind !== "seen") return <p className="text-base text-soft">{reasons[sample.kind](vendor)}</p>;
  const { items, noun, total } = sample;
  const newest = items[0]?.at ?? null;
  return (
    <>
      <p className="text-base">
        {lead}: {amount(total, items.length, noun)}
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
                className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2.5 text-sm"
              >
                <span className="min-w-0 flex-1 basis-36 truncate">
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
        {/* Short: what comes late must not be the largest thing on the screen of a phone. */}
        Read with its token <Time at={sample.at} now={now} />. Nothing of it is stored.
      </p>
    </>
  );
}

const usually = ["w-2/3", "w-1/2", "w-3/5"];

/** As high as what usually comes, so that nothing jumps when it does. */
export function SampleWaiting({ vendor, href }: { vendor: string; href: string }) {
  return (
    <div data-sample="waiting">
      <p className="text-base text-soft">
        Asking {vendor} …{" "}
        <noscript>
          <a href={href} className="text-accent underline underline-offset-2">
            Show what it answered
          </a>
        </noscript>
      </p>
      <Card className="mt-3">
        <ul className="divide-y" aria-hidden="true">
          {usually.map((width) => (
            <li key={width} className="px-4 py-2.5 text-sm">
              <span
                className={`inline-block h-3 animate-pulse rounded-sm bg-sunken align-middle motion-reduce:animate-none ${width}`}
              />
            </li>
          ))}
        </ul>
      </Card>
      <p className="mt-2 text-sm text-soft">A few of the newest, with the stored token.</p>
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
