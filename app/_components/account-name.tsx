import { Field } from "#components/field";
import { KeyValue, KeyValues } from "#components/key-values";
import { Name } from "#components/name";
import { Submit } from "#components/submit";
import type { AccountView } from "#lib/people/account";

type Props = { account: AccountView; typed: string | undefined; problem: string | undefined };

export function AccountName({ account, typed, problem }: Props) {
  return (
    <>
      <form method="post" action="/account/name" className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Field
            name="name"
            label="Name"
            required
            maxLength={200}
            autoComplete="name"
            dir="auto"
            defaultValue={typed ?? account.name}
            problem={problem}
            // A form that failed is further down than the top of the page; this brings it into view.
            autoFocus={problem !== undefined}
          />
        </div>
        <Submit className="mt-[1.625rem] sm:min-h-10!">Save</Submit>
      </form>
      <div className="mt-4">
        <KeyValues>
          <KeyValue name="Email">
            <Name lines="all">{account.email}</Name>
          </KeyValue>
          <KeyValue name="Role">
            {account.role === "admin" ? "Administrator of this server" : "User"}
          </KeyValue>
        </KeyValues>
      </div>
    </>
  );
}
