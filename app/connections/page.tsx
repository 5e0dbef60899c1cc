import type { Metadata } from "next";
import { cache } from "react";
import { Live } from "#components/live";
import { ConnectionsScreen } from "#components/screens/connections";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { catalogue } from "#lib/connections/catalogue";
import { listing, readWish } from "#lib/connections/find";
import { listConnections, pendingAttempts, readConnections } from "#lib/connections/read";
import { doneSentence, problemView } from "#lib/connections/words";
import { undoOf } from "#lib/undo";
import { withPauses } from "#lib/vendors/settings";
import { troublesOf } from "#lib/vendors/troubles";
import { one } from "../_components/query.ts";
import { tabTitle } from "../_components/tab.ts";

/** Read once for the title and the page. */
const read = cache(async () => {
  const actor = await requirePerson("/connections");
  return { actor, connections: await listConnections(actor) };
});

export async function generateMetadata(): Promise<Metadata> {
  const { connections } = await read();
  const needy = connections.filter(({ state }) => state.name === "needs_you").length;
  return tabTitle("Connections", needy === 0 ? null : needy.toLocaleString("en"));
}

export default async function ConnectionsPage({ searchParams }: PageProps<"/connections">) {
  const since = now();
  const [{ actor, connections }, query] = await Promise.all([read(), searchParams]);
  const attempts = await pendingAttempts(actor);
  const vendors = await withPauses(catalogue());
  const provider = vendors.find((vendor) => vendor.id === one(query.provider))?.id;
  const problem = problemView(one(query.problem), provider);
  const { q, vendor, state, sort, page } = query;
  const wish = readWish({ q: one(q), vendor: one(vendor), state: one(state), sort: one(sort) });
  const found = listing(connections, wish, Number(one(page)) || 1);
  return (
    <SignedIn here="/connections" width="wide">
      <Live since={since.getTime()} />
      <ConnectionsScreen
        connections={connections}
        attempts={attempts}
        vendors={vendors}
        troubles={await troublesOf(connections)}
        now={now()}
        listing={{ ...found, shown: await readConnections(actor, found.shown) }}
        problem={problem === null ? null : { view: problem, provider }}
        undo={one(query.done) === "cancelled" ? await undoOf(actor, "/connections?done=cancelled") : null}
        done={doneSentence(
          one(query.done),
          connections.find((connection) => connection.id === one(query.connection)),
        )}
      />
    </SignedIn>
  );
}
