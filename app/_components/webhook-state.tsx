import clsx from "clsx";
import { PlugGlyph } from "#components/plug";
import { Time } from "#components/time";
import type { EndpointView } from "#lib/webhooks/endpoints";
import { disabledWords, stateWords } from "#lib/webhooks/words";

const plugs = { working: "plugged", failing: "loose", disabled: "unplugged" } as const;
const inks = { working: "text-good", failing: "text-warn", disabled: "text-soft" } as const;

/** How an endpoint is: glyph, word, and since when. */
export function WebhookState({ endpoint, now }: { endpoint: EndpointView; now: Date }) {
  const { state, failingSince, disabledAt, disabledReason } = endpoint;
  return (
    <span className="inline-flex items-start gap-2 text-sm">
      <PlugGlyph plug={plugs[state]} className={clsx("mt-0.5 size-4", inks[state])} />
      <span>
        <span className="font-medium">{stateWords[state]}</span>
        {state === "failing" && failingSince !== null ? (
          <span className="text-soft">
            {" "}
            since <Time at={failingSince} now={now} as="moment" />
          </span>
        ) : null}
        {state === "disabled" && disabledAt !== null ? (
          <span className="text-soft">
            {" "}
            {disabledReason === null ? null : disabledWords[disabledReason]},{" "}
            <Time at={disabledAt} now={now} as="moment" />
          </span>
        ) : null}
      </span>
    </span>
  );
}
