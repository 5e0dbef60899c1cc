import { Card } from "#components/section";
import { Time } from "#components/time";
import type { MailView } from "#lib/mail/outbox";

/** An email as its reader would see it: plain text, addresses to follow. */
export function Letter({ mail, now }: { mail: MailView; now: Date }) {
  return (
    <article aria-labelledby={mail.id}>
      <Card>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b p-4">
          <h2 id={mail.id} dir="auto" className="min-w-0 text-base font-semibold [overflow-wrap:anywhere]">
            {mail.subject}
          </h2>
          <p className="text-sm text-soft [overflow-wrap:anywhere]">
            {mail.to === null ? null : `To ${mail.to}. `}
            {states[mail.state]} <Time at={mail.at} now={now} />
          </p>
        </div>
        <p className="p-4 text-sm whitespace-pre-line [overflow-wrap:anywhere]">
          {mail.parts.map(({ text, isLink }, index) =>
            isLink ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that never changes.
              <a key={index} href={text} className="text-accent underline underline-offset-2">
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      </Card>
    </article>
  );
}

const states = {
  kept: "Written",
  waiting: "About to be sent, written",
  sent: "Sent",
  given_up: "Could not be sent, written",
} as const satisfies Record<MailView["state"], string>;
