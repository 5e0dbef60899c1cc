import { EmptyState } from "#components/empty-state";
import { Letter } from "#components/letter";
import { Name } from "#components/name";
import { PageHeader } from "#components/page-header";
import type { MailView } from "#lib/mail/outbox";

type Props = { email: string; mails: MailView[]; now: Date; sends?: boolean };

export function OutboxScreen({ email, mails, now, sends = false }: Props) {
  const to = <Name lines="all">{email}</Name>;
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader back={{ href: "/account", label: "Account" }} title="Local outbox">
        {sends ? (
          <>What was written to {to} lately, and what became of it.</>
        ) : (
          <>In real life these were sent to {to}. Here they stay on this machine.</>
        )}
      </PageHeader>
      <div className="mt-8 space-y-4">
        {mails.length === 0 ? (
          <EmptyState title="Nothing written yet">
            When an account of yours needs you, or ends soon, the email about it appears here. Revoke an
            access on the emulators’ control page to see one.
          </EmptyState>
        ) : (
          mails.map((mail) => <Letter key={mail.id} mail={mail} now={now} />)
        )}
      </div>
    </div>
  );
}
