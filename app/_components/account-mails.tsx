import Link from "next/link";
import { Checkbox } from "#components/checkbox";
import { Name } from "#components/name";
import { Submit } from "#components/submit";
import type { AccountView } from "#lib/people/account";

type Props = { account: AccountView; mail: "sent" | "kept" | "none" };

export function AccountMails({ account, mail }: Props) {
  const email = (
    <Name lines="all" className="font-medium text-ink">
      {account.email}
    </Name>
  );
  return (
    <form method="post" action="/account/mails" className="space-y-4">
      <p className="text-sm text-soft">
        {mail === "sent" ? (
          <>They go to {email}, and only when there is something for you to do.</>
        ) : mail === "kept" ? (
          <>
            This is a demo, so nothing is sent to {email}. What would have been is in your{" "}
            <Link
              href="/account/outbox"
              prefetch={false}
              className="text-accent underline underline-offset-2"
            >
              local outbox
            </Link>
            .
          </>
        ) : (
          "This server sends no emails yet; an administrator can set that up. Your choice is kept until then."
        )}
      </p>
      <Checkbox
        name="needsYou"
        value="yes"
        defaultChecked={account.mails.needsYou}
        label="When an account needs you"
        hint="It was refused, was removed at the vendor, or has ended. Without this you find out when you next come here."
      />
      <Checkbox
        name="ending"
        value="yes"
        defaultChecked={account.mails.ending}
        label="Before an account ends"
        hint="For those that cannot renew themselves. Without this they end first and need you then."
      />
      <Submit>Save</Submit>
    </form>
  );
}
