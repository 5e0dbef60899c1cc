import clsx from "clsx";
import { PlugGlyph } from "#components/plug";
import { Time } from "#components/time";
import type { StateView } from "#lib/connections/view";
import { stateInk } from "./state-tone.ts";

type Props = { state: StateView; now: Date };

/** Glyph and word, always together. */
export function StateBadge({ state, now }: Props) {
  return (
    <span
      className={clsx(
        "inline-flex items-start gap-2 text-sm font-medium",
        state.name === "needs_you" && "text-bad",
        state.name === "disconnected" && "text-soft",
      )}
    >
      <PlugGlyph plug={state.plug} className={clsx("mt-0.5 size-4", stateInk[state.name])} />
      <span>
        <StateWords state={state} now={now} />
      </span>
    </span>
  );
}

/** Whether the words for a state name the moment since when. */
export const tellsTime = ({ name, since }: StateView) => name === "unproven" && since !== null;

/** The word for a state; where it ends in "since", the moment follows. */
export function StateWords({ state, now }: Props) {
  if (state.since === null || !tellsTime(state)) return state.label.replace(/ since$/, " yet");
  return (
    <>
      {state.label} <Time at={state.since} now={now} as="moment" />
    </>
  );
}
