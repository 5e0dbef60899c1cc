import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { PeopleScreen } from "#components/screens/people";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { listPeople, type PeopleWish } from "#lib/people/administration";
import { listInvitations } from "#lib/people/invitations";
import { withQuery } from "#lib/route";
import { shownOnce } from "#lib/shown-once";
import { one, wordsFor } from "../../_components/query.ts";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage({ searchParams }: PageProps<"/admin/people">) {
  const actor = await requireAdmin("/admin/people");
  const query = await searchParams;
  const wish = readWish({ q: one(query.q), role: one(query.role), state: one(query.state) });
  const after = one(query.after);
  const [page, invitations, link] = await Promise.all([
    listPeople(actor, wish, after),
    listInvitations(actor),
    shownOnce(actor, "/admin/people"),
  ]);
  const { text: q, role, state } = wish;
  return (
    <AdminFrame here="/admin/people" title="People" lead="Who is here, and what they may do.">
      <PeopleScreen
        page={page}
        wish={wish}
        nextHref={
          page.next === null ? null : withQuery("/admin/people", { q, role, state, after: page.next })
        }
        first={after === undefined}
        invitations={invitations}
        link={link}
        now={now()}
        problem={problemView(one(query.problem))}
        done={wordsFor(done, one(query.done))}
      />
    </AdminFrame>
  );
}

const done = {
  invited: "The invitation is on its way.",
  withdrawn: "The invitation is withdrawn. Its link is worth nothing from now on.",
  deleted: "They are deleted, and everything of theirs is disconnected.",
};

const LONGEST = 200;

type Query = { q?: string | undefined; role?: string | undefined; state?: string | undefined };

function readWish({ q, role, state }: Query): PeopleWish {
  return {
    text: (q ?? "").trim().slice(0, LONGEST),
    role: role === "admin" || role === "user" ? role : null,
    state: state === "active" || state === "disabled" || state === "customer" ? state : null,
  };
}
