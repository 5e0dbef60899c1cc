import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { Name } from "#components/name";
import { PersonScreen } from "#components/screens/person";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { mailMode } from "#lib/mail/mode";
import { readPerson } from "#lib/people/administration";
import { shownOnce } from "#lib/shown-once";
import { orNotFound } from "../../../_components/or-not-found.ts";
import { one, wordsFor } from "../../../_components/query.ts";

export const metadata: Metadata = { title: "Person" };

export default async function PersonPage({ params, searchParams }: PageProps<"/admin/people/[id]">) {
  const here = `/admin/people/${(await params).id}`;
  const actor = await requireAdmin(here);
  const person = await orNotFound(readPerson(actor, (await params).id));
  const query = await searchParams;
  return (
    <AdminFrame
      here={here}
      title={<Name lines="all">{person.name}</Name>}
      back={{ href: "/admin/people", label: "People" }}
    >
      <PersonScreen
        person={person}
        mail={mailMode()}
        link={await shownOnce(actor, here)}
        now={now()}
        problem={problemView(one(query.problem))}
        done={wordsFor(done, one(query.done))}
      />
    </AdminFrame>
  );
}

const done = {
  role: "Their role is changed. They sign in again with it.",
  disabled: "They are shut out, and every session of theirs has ended.",
  enabled: "They can sign in again.",
  reset: "The link for a new password is on its way.",
  session: "That session has ended.",
  sessions: "Every session of theirs has ended.",
};
