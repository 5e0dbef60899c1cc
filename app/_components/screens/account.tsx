import { AccountMails } from "#components/account-mails";
import { AccountName } from "#components/account-name";
import { AccountPassword } from "#components/account-password";
import { AccountSessions } from "#components/account-sessions";
import { Appearance, type Theme } from "#components/appearance";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Section } from "#components/section";
import { Undo } from "#components/undo";
import type { AccountView } from "#lib/people/account";
import type { SessionView } from "#lib/people/sessions";
import type { UndoView } from "#lib/undo";
import { buttonLook } from "../button-look.ts";

export type AccountProblem = { at: "name" | "current" | "password" | "page"; sentence: string };

type Props = {
  account: AccountView;
  sessions: SessionView[];
  /** What becomes of emails on this server. */
  mail: "sent" | "kept" | "none";
  /** How else one signs in here. */
  sso: { name: string } | null;
  theme: Theme;
  csrf: string;
  now: Date;
  problem: AccountProblem | null;
  /** What was typed into a form that failed; never a password. */
  typed?: { name?: string | undefined };
  done: string | null;
  /** How what was just done is taken back, where it can be. */
  undo?: UndoView | null;
};

export function AccountScreen(props: Props) {
  const { account, sessions, mail, sso, theme, csrf, now, problem, typed = {}, done, undo } = props;
  const problemAt = (...places: AccountProblem["at"][]) =>
    problem !== null && places.includes(problem.at) ? problem : null;
  return (
    <div className="mx-auto max-w-prose space-y-10">
      <PageHeader title="Account">
        You are signed in as{" "}
        <Name lines="all" className="text-ink">
          {account.name}
        </Name>
        .
      </PageHeader>
      {problem?.at === "page" ? (
        <Notice tone="bad" closeHref="/account">
          {problem.sentence}
        </Notice>
      ) : null}
      {done ? (
        <Notice tone="good" closeHref="/account" beside action={undo ? <Undo undo={undo} /> : undefined}>
          {done}
        </Notice>
      ) : null}

      <Section id="you" title="You">
        <AccountName account={account} typed={typed.name} problem={problemAt("name")?.sentence} />
      </Section>
      <Section id="mails" title="Emails">
        <AccountMails account={account} mail={mail} />
      </Section>
      <Section id="sessions" title="Where you are signed in">
        <AccountSessions sessions={sessions} csrf={csrf} now={now} />
      </Section>
      <Section id="password" title="Password">
        <AccountPassword account={account} sso={sso} problem={problemAt("current", "password")} />
      </Section>
      <Section id="look" title="Appearance">
        <Appearance theme={theme} returnTo="/account" />
        <p className="mt-2 text-sm text-soft">System follows your device. Kept in this browser only.</p>
      </Section>
      <Section id="data" title="Your data">
        <div className="divide-y rounded-lg border bg-surface">
          <Deed
            name="Download a copy"
            about="Everything Patchbay keeps about you as one JSON file; never a key or a token."
          >
            {/* A file, not a page: nothing for the router to load ahead or to draw. */}
            <a href="/account/export" download="" className={buttonLook("plain")}>
              Download
            </a>
          </Deed>
          <Deed
            name="Delete your account"
            about="Disconnects everything first. The next page says what that means."
          >
            <LinkButton href="/account/delete" className="text-bad!">
              Delete…
            </LinkButton>
          </Deed>
        </div>
      </Section>
    </div>
  );
}

function Deed({ name, about, children }: { name: string; about: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4">
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="text-base font-medium">{name}</h3>
        <p className="mt-0.5 text-sm text-soft">{about}</p>
      </div>
      {children}
    </div>
  );
}
