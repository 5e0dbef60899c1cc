import { KeyValue, KeyValues } from "#components/key-values";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { ProblemView } from "#lib/connections/view";
import type { PersonDetail } from "#lib/people/administration";
import { personLine, roleWords } from "../person-words.ts";
import { problemTone } from "../problem-tone.ts";
import { FreshLink } from "./people.tsx";

type Props = {
  person: PersonDetail;
  mail: "sent" | "kept" | "none";
  /** The link for a new password that was just made. */
  link: string | null;
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

export function PersonScreen({ person, mail, link, now, problem, done }: Props) {
  const here = `/admin/people/${person.id}`;
  const customer = person.customerId !== null;
  return (
    <>
      <div className="space-y-4 empty:hidden">
        {problem ? (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={here}>
            {problem.belowTitle}
          </Notice>
        ) : null}
        {link ? <FreshLink link={link} closeHref={here} /> : null}
        {done ? (
          <Notice tone="good" closeHref={here}>
            {done}
          </Notice>
        ) : null}
      </div>
      <div className="grid items-start gap-10 lg:grid-cols-2">
        <Section id="who" title="Who this is" className="min-w-0">
          <KeyValues>
            {customer ? (
              <KeyValue name="Kind">{personLine(person)}</KeyValue>
            ) : (
              <>
                <KeyValue name="Email">
                  <span className="[overflow-wrap:anywhere]">{person.email}</span>
                </KeyValue>
                <KeyValue name="Role">{roleWords[person.role]}</KeyValue>
                <KeyValue name="Last sign-in">
                  {person.lastSignInAt === null ? (
                    "None in two weeks"
                  ) : (
                    <Time at={person.lastSignInAt} now={now} />
                  )}
                </KeyValue>
              </>
            )}
            <KeyValue name="Here since">
              <Time at={person.createdAt} now={now} as="moment" />
            </KeyValue>
            {person.disabledAt === null ? null : (
              <KeyValue name="Disabled">
                <span className="text-bad">
                  Since <Time at={person.disabledAt} now={now} as="moment" />
                </span>
              </KeyValue>
            )}
            <KeyValue name="Connections">
              {person.connections === 0 ? (
                "None"
              ) : (
                <LinkButton href={`/admin/connections?owner=${person.id}`}>
                  {person.connections === 1
                    ? "1 connection"
                    : `${person.connections.toLocaleString("en")} connections`}
                </LinkButton>
              )}
            </KeyValue>
          </KeyValues>
        </Section>
        <div className="min-w-0 space-y-10">
          {customer ? null : (
            <>
              <Sessions person={person} now={now} />
              <Deeds person={person} mail={mail} />
            </>
          )}
          <Deletion person={person} />
        </div>
      </div>
    </>
  );
}

function Sessions({ person, now }: { person: PersonDetail; now: Date }) {
  const { id, sessions } = person;
  return (
    <Section id="sessions" title="Where they are signed in">
      {sessions.length === 0 ? (
        <p className="text-sm text-soft">Nowhere at this moment.</p>
      ) : (
        <>
          <Card>
            <ul className="divide-y">
              {sessions.map((session) => (
                <li key={session.id} className="flex items-center justify-between gap-4 p-4">
                  <div className="min-w-0">
                    <p className="text-base font-medium">
                      {session.agent ?? "A browser"}
                      {session.current ? <span className="ml-2 text-sm text-good">This browser</span> : null}
                    </p>
                    <p className="text-sm text-soft">
                      Signed in <Time at={session.createdAt} now={now} />
                    </p>
                  </div>
                  <form method="post" action={`/admin/people/${id}/sessions/${session.id}/end`}>
                    <Submit>
                      End
                      <span className="sr-only"> the session in {session.agent ?? "a browser"}</span>
                    </Submit>
                  </form>
                </li>
              ))}
            </ul>
          </Card>
          {sessions.length > 1 ? (
            <form method="post" action={`/admin/people/${id}/sessions/end`} className="mt-3">
              <Submit>End all of them</Submit>
            </form>
          ) : null}
        </>
      )}
    </Section>
  );
}

function Deeds({ person, mail }: { person: PersonDetail; mail: Props["mail"] }) {
  const { id, role, disabledAt, name } = person;
  const admin = role === "admin";
  return (
    <Section id="access" title="Access">
      <Card>
        <div className="divide-y">
          <Deed
            name="Role"
            about={
              admin
                ? "Sees everybody’s connections and everything here. As a user they would see their own only."
                : "Sees their own connections only. As an administrator they would see everybody’s, and everything here."
            }
            action={`/admin/people/${id}/role`}
          >
            <Submit name="role" value={admin ? "user" : "admin"}>
              {admin ? "Make a user" : "Make an administrator"}
            </Submit>
          </Deed>
          {disabledAt === null ? (
            <Deed
              name="New password"
              about="Makes a link with which they set one. Their present one goes on until then."
              action={`/admin/people/${id}/reset`}
            >
              <Submit name="by" value="link">
                Make a link
              </Submit>
              {mail === "none" ? null : (
                <Submit name="by" value="mail">
                  Send it by email
                </Submit>
              )}
            </Deed>
          ) : null}
          <Deed
            name={disabledAt === null ? "Disable" : "Enable"}
            about={
              disabledAt === null
                ? "Ends every session at once and lets nobody in. Their connections go on working."
                : `${name} can sign in again with the password they had.`
            }
            action={`/admin/people/${id}/state`}
          >
            <Submit name="to" value={disabledAt === null ? "disabled" : "enabled"}>
              {disabledAt === null ? "Disable" : "Enable"}
            </Submit>
          </Deed>
        </div>
      </Card>
    </Section>
  );
}

type DeedProps = { name: string; about: string; action: string; children: React.ReactNode };

function Deed({ name, about, action, children }: DeedProps) {
  return (
    <form
      method="post"
      action={action}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4"
    >
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="text-base font-medium">{name}</h3>
        <p className="mt-0.5 text-sm text-soft">{about}</p>
      </div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </form>
  );
}

function Deletion({ person }: { person: PersonDetail }) {
  const { id, name, connections, isSelf } = person;
  if (isSelf)
    return (
      <Section id="delete" title="Delete">
        <p className="text-sm text-soft">
          This is you. <LinkButton href="/account/delete">Delete your own account</LinkButton>
        </p>
      </Section>
    );
  return (
    <Section id="delete" title="Delete">
      <details className="rounded-lg border bg-surface">
        <summary className="p-4 text-base font-medium text-bad">Delete {name}…</summary>
        <form method="post" action={`/admin/people/${id}/deletion`} className="space-y-3 border-t p-4">
          <p className="text-sm">
            {connections === 0
              ? "They have no connections."
              : connections === 1
                ? "Their connection is disconnected first: its keys are erased, and the vendor is told where it can be."
                : `Their ${connections} connections are disconnected first: the keys are erased, and the vendors are told where they can be.`}{" "}
            Then everything about them is deleted but for what the log says. It cannot be undone.
          </p>
          <Submit look="danger">Delete for good</Submit>
        </form>
      </details>
    </Section>
  );
}
