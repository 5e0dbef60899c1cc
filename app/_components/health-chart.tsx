import { Time } from "#components/time";
import type { Health } from "#lib/vendors/health";

type Props = { health: Health; vendor: string; now: Date };

const HEIGHT = 100;
const WIDTH = 1_000;

/** Renewals along time, failures on top, incidents as bars below; the same as a table a key press away. */
export function HealthChart({ health, vendor, now }: Props) {
  const { bars, from, until, incidents, renewed, failed } = health;
  // An empty frame with its legend looks like a picture that did not load.
  const isQuiet = renewed + failed + incidents.length === 0;
  const most = Math.max(1, ...bars.map(({ renewed, failed }) => renewed + failed));
  const wide = WIDTH / bars.length;
  const tall = (amount: number) => (amount === 0 ? 0 : Math.max(2, (amount / most) * HEIGHT));
  const x = (at: Date) =>
    (Math.min(Math.max(at.getTime() - from.getTime(), 0), until.getTime() - from.getTime()) /
      (until.getTime() - from.getTime())) *
    WIDTH;
  return (
    <figure>
      <figcaption className="text-base">{healthSentence(health, vendor)}</figcaption>
      <div aria-hidden="true" className="mt-4" hidden={isQuiet}>
        <div className="flex gap-2">
          <div className="min-w-0 flex-1">
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              className="h-28 w-full border-b"
            >
              <title>Renewals along time</title>
              {bars.map((bar, index) => {
                const good = tall(bar.renewed);
                const bad = tall(bar.failed);
                const left = index * wide + wide * 0.12;
                return (
                  <g key={bar.from.getTime()}>
                    <rect
                      x={left}
                      y={HEIGHT - good}
                      width={wide * 0.76}
                      height={good}
                      className="fill-accent"
                      opacity={0.75}
                    />
                    <rect
                      x={left}
                      y={Math.max(0, HEIGHT - good - bad)}
                      width={wide * 0.76}
                      height={bad}
                      className="fill-bad"
                    />
                  </g>
                );
              })}
            </svg>
            <svg
              viewBox={`0 0 ${WIDTH} 10`}
              preserveAspectRatio="none"
              className="mt-1 h-2.5 w-full bg-sunken"
            >
              <title>Incidents along time</title>
              {incidents.map(({ id, openedAt, closedAt }) => (
                <rect
                  key={id}
                  x={Math.min(x(openedAt), WIDTH - 4)}
                  y={0}
                  width={Math.max(4, x(closedAt ?? now) - x(openedAt))}
                  height={10}
                  className="fill-warn"
                />
              ))}
            </svg>
          </div>
          <div className="flex w-24 flex-col justify-between text-xs text-soft">
            <span className="tabular">{most.toLocaleString("en")} at most</span>
            <span className="pb-5">
              <span className="block text-accent">Renewed</span>
              <span className="block text-bad">Failed</span>
            </span>
            <span className="text-warn">Incidents</span>
          </div>
        </div>
        <div className="mr-26 mt-1 flex justify-between text-xs text-soft">
          <Time at={from} now={now} />
          <span>now</span>
        </div>
      </div>
      <details className="mt-3">
        <summary className="text-sm text-accent">Show as a table</summary>
        <div className="mt-2 max-h-80 overflow-auto rounded-lg border">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
          <table className="w-full text-left text-sm" tabIndex={0}>
            <thead>
              <tr className="border-b text-soft">
                <th scope="col" className="px-3 py-2 font-medium">
                  From
                </th>
                <th scope="col" className="px-3 py-2 text-right font-medium">
                  Renewed
                </th>
                <th scope="col" className="px-3 py-2 text-right font-medium">
                  Failed
                </th>
              </tr>
            </thead>
            <tbody className="divide-y">
              {bars.toReversed().map((bar) => (
                <tr key={bar.from.getTime()}>
                  <th scope="row" className="px-3 py-1.5 font-normal">
                    <Time at={bar.from} now={now} as="moment" />
                  </th>
                  <td className="px-3 py-1.5 text-right">{bar.renewed.toLocaleString("en")}</td>
                  <td className="px-3 py-1.5 text-right">{bar.failed.toLocaleString("en")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function healthSentence({ renewed, failed, incidents }: Health, vendor: string): string {
  const troubles =
    incidents.length === 0
      ? "no incident"
      : incidents.length === 1
        ? "one incident"
        : `${incidents.length} incidents`;
  if (renewed === 0 && failed === 0) return `Nothing was renewed at ${vendor} in this time; ${troubles}.`;
  const well = `${renewed.toLocaleString("en")} ${renewed === 1 ? "renewal" : "renewals"} went well`;
  const badly = failed === 0 ? "none failed" : `${failed.toLocaleString("en")} failed`;
  return `${well}, ${badly}; ${troubles}.`;
}
