import { Appearance, type Theme } from "#components/appearance";
import { KeyValue, KeyValues } from "#components/key-values";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Card, Section } from "#components/section";
import { SignOut } from "#components/sign-out";
import { Submit } from "#components/submit";
import { Time } from "#components/time";

export type SessionView = { current: boolean; createdAt: Date; expiresAt: Date };

type Props = {
  person: { name: string; email: string; role: "user" | "admin" };
  sessions: SessionView[];
  theme: Theme;
  csrf: string;
  now: Date;
  problem: string | null;
  done: string | null;
};

export function AccountScreen({ person, sessions, theme, csrf, now, problem, done }: Props) {
  const others = sessions.filter((session) => !session.current).length;
  return (
    <div className="mx-auto max-w-prose space-y-10">
      <PageHeader title="Account">Who you are here, and where you are signed in.</PageHeader>
      {problem ? (
        <Notice tone="bad" closeHref="/account">
          {problem}
        </Notice>
      ) : null}
      {done ? (
        <Notice tone="good" closeHref="/account">
          {done}
        </Notice>
      ) : null}

      <Section id="you" title="You">
        <KeyValues>
          <KeyValue name="Name">
            <Name lines="all">{person.name}</Name>
          </KeyValue>
          <KeyValue name="Email">
            <Name lines="all">{person.email}</Name>
          </KeyValue>
          <KeyValue name="Role">{person.role === "admin" ? "Administrator of this server" : "User"}</KeyValue>
        </KeyValues>
      </Section>

      <Section id="look" title="Appearance">
        <Appearance theme={theme} returnTo="/account" />
        <p className="mt-2 text-sm text-soft">System follows your device. Kept in this browser only.</p>
      </Section>

      <Section id="sessions" title="Where you are signed in">
        <Card>
          <ul className="divide-y">
            {sessions.map((session) => (
              <li
                key={session.createdAt.getTime()}
                className="flex flex-wrap items-baseline justify-between gap-x-4 p-4 text-sm"
              >
                <span className="font-medium">{session.current ? "This browser" : "Another browser"}</span>
                <span className="text-soft">
                  Signed in <Time at={session.createdAt} now={now} />, ends{" "}
                  <Time at={session.expiresAt} now={now} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <SignOut csrf={csrf} />
          <form method="post" action="/account/sign-out-everywhere">
            <Submit>Sign out everywhere</Submit>
          </form>
        </div>
        <p className="mt-2 text-sm text-soft">
          {others === 0
            ? "You are signed in nowhere else."
            : "Signing out everywhere ends every session at once, this one too. Your connections go on working."}
        </p>
      </Section>
    </div>
  );
}
