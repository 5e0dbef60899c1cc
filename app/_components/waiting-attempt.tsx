import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { AttemptView } from "#lib/connections/view";

/** Somebody left for a vendor and is not back. Some vendors say nothing when the person declines. */
export function WaitingAttempt({ attempt, now }: { attempt: AttemptView; now: Date }) {
  const { vendor } = attempt;
  const again = attempt.reconnects ? `?connection=${attempt.reconnects}` : "";
  const title = `waiting-${attempt.id}`;
  return (
    <Notice
      tone="info"
      action={
        <>
          <form method="post" action={`/attempts/${attempt.id}/cancel`}>
            <Submit aria-describedby={title}>Cancel</Submit>
          </form>
          <LinkButton href={`/connect/${vendor.id}${again}`} aria-describedby={title}>
            Start again
          </LinkButton>
        </>
      }
    >
      <p id={title} className="font-semibold">
        Waiting for {vendor.name} since <Time at={attempt.startedAt} now={now} as="span" />
      </p>
      <p className="mt-0.5">
        Finish there, or cancel here if you changed your mind or declined. Otherwise this attempt ends by
        itself <Time at={attempt.expiresAt} now={now} />. Nothing is linked until then.
      </p>
    </Notice>
  );
}
