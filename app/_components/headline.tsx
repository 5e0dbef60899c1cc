import clsx from "clsx";
import { PlugGlyph } from "#components/plug";
import type { ConnectionSummary } from "#lib/connections/view";
import { stateInk } from "./state-tone.ts";
import { summarise } from "./summary.ts";

/** The answer to "is everything all right?", before anything else. */
export function Headline({ connections }: { connections: ConnectionSummary[] }) {
  const summary = summarise(connections);
  return (
    <header>
      <h1 className="text-xl font-semibold sm:text-2xl">Connections</h1>
      {summary ? (
        <p className="mt-2 flex items-start gap-2.5 text-lg">
          <PlugGlyph plug={summary.plug} named className={clsx("mt-0.5 size-5", stateInk[summary.state])} />
          <span>
            <span className="font-medium">{summary.sentence}</span>{" "}
            {summary.detail ? <span className="text-soft">{summary.detail}</span> : null}
          </span>
        </p>
      ) : (
        <p className="mt-2 text-base text-soft">
          Here you see every account you have linked, and whether it still works.
        </p>
      )}
    </header>
  );
}
