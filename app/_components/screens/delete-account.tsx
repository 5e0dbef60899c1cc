import { Field } from "#components/field";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Submit } from "#components/submit";
import type { ConnectionSummary } from "#lib/connections/view";
import { failures } from "#lib/errors";
import type { AccountView } from "#lib/people/account";
import { count } from "../relative.ts";

type Props = {
  account: AccountView;
  /** Those that still hold keys. */
  connections: Pick<ConnectionSummary, "id" | "account" | "vendor">[];
  problem: { at: "field" | "page"; sentence: string } | null;
};

/** Asked on a page of its own, since nothing brings an account back. */
export function DeleteAccountScreen({ account, connections, problem }: Props) {
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader back={{ href: "/account", label: "Account" }} title="Delete your account?">
        <Name lines="all">{account.email}</Name>
      </PageHeader>
      <div className="mt-8 space-y-6">
        {account.lastAdmin ? (
          <Notice tone="warn" action={<LinkButton href="/account">Back to the account</LinkButton>}>
            {failures.last_admin[1]}
          </Notice>
        ) : (
          <>
            {problem?.at === "page" ? <Notice tone="bad">{problem.sentence}</Notice> : null}
            <Consequences connections={connections} />
            <Form account={account} problem={problem?.at === "field" ? problem.sentence : undefined} />
          </>
        )}
      </div>
    </div>
  );
}

const mostShown = 8;

function Consequences({ connections }: Pick<Props, "connections">) {
  const more = connections.length - mostShown;
  return (
    <ul className="list-disc space-y-3 pl-5 text-base marker:text-soft">
      {connections.length === 0 ? (
        <li>Nothing is linked, so there is nothing to disconnect.</li>
      ) : (
        <li>
          {connections.length === 1 ? "Your account elsewhere is" : "Your accounts elsewhere are"}{" "}
          disconnected. Patchbay forgets the keys at once and tells each vendor that can be told:
          <ul className="mt-2 space-y-1 text-sm text-soft">
            {connections.slice(0, mostShown).map(({ id, account, vendor }) => (
              <li key={id}>
                <Name lines="all" className="text-ink">
                  {account.name}
                </Name>{" "}
                at {vendor.name}
              </li>
            ))}
            {more > 0 ? <li>and {count(more, "more account").replace(/accounts?$/, "")}</li> : null}
          </ul>
        </li>
      )}
      <li>Software that uses them stops at its next request.</li>
      <li>
        Your name, email, history and sessions are deleted here. Nobody can bring them back, us included.
      </li>
      <li>
        What stays: everything you have at the vendors. And where one does not answer at once, the tokens it
        has to be told about are kept sealed, without your name, until it has been told or a week is over.
      </li>
    </ul>
  );
}

function Form({ account, problem }: { account: AccountView; problem: string | undefined }) {
  const shared = { required: true, problem, autoFocus: problem !== undefined };
  return (
    <form method="post" action="/account/deletion" className="space-y-5 border-t pt-6">
      {account.hasPassword ? (
        <Field
          {...shared}
          name="password"
          label="Your password, to be sure that it is you"
          type="password"
          autoComplete="current-password"
        />
      ) : (
        <Field
          {...shared}
          name="email"
          label="Your email, to be sure that you mean it"
          hint={`Type ${account.email}`}
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <div className="flex flex-wrap gap-3">
        <Submit look="danger">Delete my account</Submit>
        <LinkButton href="/account">Keep it</LinkButton>
      </div>
      <p className="text-sm text-soft">
        Before you go:{" "}
        <a href="/account/export" className="text-accent underline underline-offset-2">
          download a copy of your data
        </a>
        .
      </p>
    </form>
  );
}
