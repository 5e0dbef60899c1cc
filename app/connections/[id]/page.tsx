import type { Metadata } from "next";
import { cache } from "react";
import { ConnectionScreen } from "#components/screens/connection";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { readConnection } from "#lib/connections/read";
import { doneSentence, problemView } from "#lib/connections/words";
import { orNotFound } from "../../_components/or-not-found.ts";
import { one } from "../../_components/query.ts";

type Props = PageProps<"/connections/[id]">;

/** Read once for the title and the page. */
const read = cache(async (id: string) => {
  const actor = await requirePerson(`/connections/${id}`);
  return orNotFound(readConnection(actor, id));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { account, state } = await read((await params).id);
  const label = state.label.replace(/,.*/, "");
  return { title: `${account.name}: ${label}` };
}

export default async function ConnectionPage({ params, searchParams }: Props) {
  const connection = await read((await params).id);
  const query = await searchParams;
  return (
    <SignedIn here={`/connections/${connection.id}`}>
      <ConnectionScreen
        connection={connection}
        now={now()}
        problem={problemView(one(query.problem), connection.vendor.id)}
        done={doneSentence(one(query.done), connection)}
      />
    </SignedIn>
  );
}
