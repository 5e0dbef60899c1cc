import Link from "next/link";
import { Button } from "#components/button";
import { Code } from "#components/code";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { Select } from "#components/select";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { ProblemView } from "#lib/connections/view";
import type { PeoplePage, PeopleWish, PersonEntry } from "#lib/people/administration";
import type { InvitationView } from "#lib/people/invitations";
import { personLine, roleWords } from "../person-words.ts";
import { problemTone } from "../problem-tone.ts";

type Props = {
  page: PeoplePage;
  wish: PeopleWish;
  /** Where the page after this one is; null on the last. */
  nextHref: string | null;
  first: boolean;
  invitations: InvitationView[];
  /** The link that was just made; shown now and never again. */
  link: string | null;
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

export function PeopleScreen(props: Props) {
  const { page, wish, nextHref, first, invitations, link, now, problem, done } = props;
  const narrow = wish.text !== "" || wish.role !== null || wish.state !== null;
  return (
    <>
      <div className="space-y-4 empty:hidden">
        {problem ? (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref="/admin/people">
            {problem.belowTitle}
          </Notice>
        ) : null}
        {link ? <FreshLink link={link} closeHref="/admin/people" /> : null}
        {done ? (
          <Notice tone="good" closeHref="/admin/people">
            {done}
          </Notice>
        ) : null}
      </div>
      <div>
        <div className="mb-3 flex flex-wrap items-start justify-between gap-3">
          <Finder wish={wish} narrow={narrow} />
          <LinkButton href="/admin/people/invite" look="primary">
            Invite somebody
          </LinkButton>
        </div>
        {page.people.length === 0 ? (
          <EmptyState
            title="Nobody fits that"
            action={<LinkButton href="/admin/people">Show everybody</LinkButton>}
          >
            Names, emails and the host’s own ids of its customers were looked through.
          </EmptyState>
        ) : (
          <Card>
            <ul className="divide-y">
              {page.people.map((person) => (
                <Row key={person.id} person={person} now={now} />
              ))}
            </ul>
          </Card>
        )}
        <nav
          aria-label="Pages of people"
          className="mt-3 flex flex-wrap items-center justify-between gap-2 text-sm text-soft"
        >
          <p className="tabular">
            {page.total === 1 ? "1 person" : `${page.total.toLocaleString("en")} people`}
            {narrow ? " fit" : ""}
          </p>
          <div className="flex gap-2">
            {first ? null : <LinkButton href="/admin/people">From the beginning</LinkButton>}
            {nextHref === null ? null : <LinkButton href={nextHref}>Next</LinkButton>}
          </div>
        </nav>
      </div>
      {invitations.length === 0 ? null : (
        <Section id="invitations" title="Invited, not here yet">
          <Card>
            <ul className="divide-y">
              {invitations.map((invitation) => (
                <Invited key={invitation.id} invitation={invitation} now={now} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
    </>
  );
}

/** A link that its maker passes on; said once. */
export function FreshLink({ link, closeHref }: { link: string; closeHref: string }) {
  return (
    <Notice tone="good" title="Here is the link" closeHref={closeHref}>
      <p>Pass it on to the person and nobody else. It works once, is shown this once, and is kept nowhere.</p>
      <p className="mt-2">
        <Code label="the link">{link}</Code>
      </p>
    </Notice>
  );
}

function Row({ person, now }: { person: PersonEntry; now: Date }) {
  const { id, name, role, disabledAt, connections, lastSignInAt, customerId } = person;
  return (
    <li className="relative grid gap-x-4 gap-y-1 p-4 hover:bg-sunken sm:grid-cols-[minmax(0,1fr)_9rem_11rem]">
      <div className="min-w-0">
        <h2 className="text-base font-medium">
          <Link href={`/admin/people/${id}`} prefetch={false} className="after:absolute after:inset-0">
            <Name lines="two">{name}</Name>
          </Link>
        </h2>
        <Name lines="two" className="text-sm text-soft">
          {personLine(person)}
        </Name>
      </div>
      <p className="text-sm max-sm:flex max-sm:gap-x-3">
        {customerId === null ? (
          <span className={role === "admin" ? "font-medium" : "text-soft"}>{roleWords[role]}</span>
        ) : (
          <span className="text-soft">Customer</span>
        )}
        {disabledAt === null ? null : <span className="text-bad sm:block">Disabled</span>}
      </p>
      <p className="text-sm text-soft max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 sm:text-right">
        <span className="tabular sm:block">
          {connections === 1 ? "1 connection" : `${connections.toLocaleString("en")} connections`}
        </span>
        {customerId === null ? (
          <span className="sm:block">
            {lastSignInAt === null ? (
              "No sign-in in two weeks"
            ) : (
              <>
                Signed in <Time at={lastSignInAt} now={now} />
              </>
            )}
          </span>
        ) : null}
      </p>
    </li>
  );
}

function Invited({ invitation, now }: { invitation: InvitationView; now: Date }) {
  const { id, email, role, createdAt, expiresAt, by } = invitation;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4">
      <div className="min-w-0">
        <p className="text-base font-medium [overflow-wrap:anywhere]">{email ?? "Whoever has the link"}</p>
        <p className="text-sm text-soft">
          As {role === "admin" ? "an administrator" : "a user"}, invited{" "}
          {by === null ? null : (
            <>
              by <bdi>{by.name}</bdi>{" "}
            </>
          )}
          <Time at={createdAt} now={now} />, ends <Time at={expiresAt} now={now} />
        </p>
        {by?.administers ? null : (
          <p className="text-sm text-warn">
            Not good any more: whoever made it no longer administers. Withdraw it and invite anew.
          </p>
        )}
      </div>
      <form method="post" action={`/admin/people/invitations/${id}/withdrawal`}>
        <Submit>
          Withdraw<span className="sr-only"> the invitation of {email ?? "whoever has the link"}</span>
        </Submit>
      </form>
    </li>
  );
}

function Finder({ wish, narrow }: { wish: PeopleWish; narrow: boolean }) {
  return (
    <search>
      <form
        method="get"
        action="/admin/people"
        className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:flex sm:flex-wrap"
      >
        <label htmlFor="q" className="sr-only">
          Find somebody
        </label>
        <input
          id="q"
          name="q"
          type="search"
          defaultValue={wish.text}
          placeholder="Name, email or customer"
          autoComplete="off"
          className="col-span-3 min-h-11 min-w-0 sm:min-h-9 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink placeholder:text-soft hover:border-soft sm:w-60"
        />
        <Select
          label="Role"
          name="role"
          defaultValue={wish.role ?? ""}
          options={[
            { value: "", words: "All roles" },
            { value: "admin", words: "Administrators" },
            { value: "user", words: "Users" },
          ]}
        />
        <Select
          label="State"
          name="state"
          defaultValue={wish.state ?? ""}
          options={[
            { value: "", words: "All states" },
            { value: "active", words: "May sign in" },
            { value: "disabled", words: "Disabled" },
            { value: "customer", words: "Customers of the host" },
          ]}
        />
        <Button>Show</Button>
        {narrow ? (
          <LinkButton
            href="/admin/people"
            look="quiet"
            className="max-sm:col-span-3 max-sm:-ml-3.5 max-sm:justify-self-start"
          >
            Show all
          </LinkButton>
        ) : null}
      </form>
    </search>
  );
}
