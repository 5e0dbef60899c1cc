import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { AttemptView } from "#lib/connections/view";

type Props = {
  attempt: AttemptView;
  now: Date;
  /** The page has a button of its own for another try. */
  canRetryHere?: boolean;
};

/** Somebody left for a vendor and is not back. Some vendors say nothing when the person declines. */
export function WaitingAttempt({ attempt, now, canRetryHere = false }: Props) {
  const { vendor } = attempt;
  const again = attempt.reconnects ? `?connection=${attempt.reconnects}` : "";
  const title = `waiting-${attempt.id}`;
  return (
    <Notice
      tone="info"
      action={
        <>
          {canRetryHere ? null : (
            <LinkButton href={`/connect/${vendor.id}${again}`} aria-describedby={title}>
              Start again
            </LinkButton>
          )}
          <form method="post" action={`/attempts/${attempt.id}/cancel`}>
            <Submit look={canRetryHere ? "plain" : "quiet"} aria-describedby={title}>
              Cancel
            </Submit>
          </form>
        </>
      }
    >
      <p id={title} className="font-semibold">
        Waiting for {vendor.name}, <Time at={attempt.startedAt} now={now} as="span" /> so far
      </p>
      <p className="mt-0.5">
        Still there? Finish in that window. If you declined or closed it, {vendor.name} may not have told us:
        cancel, or start again whenever you like. Otherwise this attempt ends by itself{" "}
        <Time at={attempt.expiresAt} now={now} />.
      </p>
    </Notice>
  );
}
