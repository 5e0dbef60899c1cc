import { Card } from "#components/section";
import { SignOut } from "#components/sign-out";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { SessionView } from "#lib/people/sessions";

type Props = { sessions: SessionView[]; csrf: string; now: Date };

export function AccountSessions({ sessions, csrf, now }: Props) {
  const others = sessions.filter((session) => !session.current).length;
  return (
    <>
      <Card>
        <ul className="divide-y">
          {sessions.map((session) => (
            <Session key={session.id} session={session} csrf={csrf} now={now} />
          ))}
        </ul>
      </Card>
      {others === 0 ? (
        <p className="mt-2 text-sm text-soft">You are signed in nowhere else.</p>
      ) : (
        <form method="post" action="/account/sign-out-everywhere" className="mt-4">
          <Submit>Sign out everywhere</Submit>
          <p className="mt-2 text-sm text-soft">
            Ends every session at once, this one too. Your connections go on working.
          </p>
        </form>
      )}
    </>
  );
}

function Session({ session, csrf, now }: { session: SessionView; csrf: string; now: Date }) {
  const { id, agent, current, createdAt, expiresAt } = session;
  const name = agent ?? (current ? null : "Another browser");
  return (
    <li className="flex min-h-16 flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4">
      <div className="min-w-0 flex-1 basis-36">
        <p className="flex flex-wrap items-baseline gap-x-2 text-base font-medium">
          {name ? <span>{name}</span> : null}
          {current ? <span className={name ? "text-sm text-good" : undefined}>This browser</span> : null}
        </p>
        <p className="text-sm text-soft">
          Signed in <Time at={createdAt} now={now} />, ends by itself <Time at={expiresAt} now={now} />
        </p>
      </div>
      <div className="shrink-0">
        {current ? (
          <SignOut csrf={csrf} />
        ) : (
          <form method="post" action={`/account/sessions/${id}/end`}>
            <Submit>
              Sign out<span className="sr-only"> {name}</span>
            </Submit>
          </form>
        )}
      </div>
    </li>
  );
}
