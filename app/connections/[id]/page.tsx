import type { Metadata } from "next";
import { cache, Suspense } from "react";
import { Live } from "#components/live";
import { Sample, SampleWaiting } from "#components/sample";
import { ConnectionScreen, isLinking } from "#components/screens/connection";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { pendingAttempts, readConnection } from "#lib/connections/read";
import { sampleOf } from "#lib/connections/sample";
import type { ConnectionDetail, StateName } from "#lib/connections/view";
import { doneView, problemView } from "#lib/connections/words";
import { undoOf } from "#lib/undo";
import { orNotFound } from "../../_components/or-not-found.ts";
import { one } from "../../_components/query.ts";
import { tabTitle } from "../../_components/tab.ts";

type Props = PageProps<"/connections/[id]">;

/** Read once for the title and the page. */
const read = cache(async (id: string) => {
  const actor = await requirePerson(`/connections/${id}`);
  return orNotFound(readConnection(actor, id));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { account, label, state } = await read((await params).id);
  const name = label ?? account.name;
  return tabTitle(`${name}: ${state.label.replace(/,.*/, "")}`, state.name === "needs_you" ? name : null);
}

export default async function ConnectionPage({ params, searchParams }: Props) {
  const since = now();
  const connection = await read((await params).id);
  const query = await searchParams;
  const done = one(query.done);
  const actor = await requirePerson(`/connections/${connection.id}`);
  const attempts = (await pendingAttempts(actor)).filter(({ reconnects }) => reconnects === connection.id);
  return (
    <SignedIn here={`/connections/${connection.id}`} width="wide">
      <Live since={since.getTime()} />
      <ConnectionScreen
        connection={connection}
        sample={
          connection.status === "active" ? (
            <RealData connection={connection} done={done} wait={one(query.sample) === "shown"} />
          ) : null
        }
        attempts={attempts}
        now={now()}
        problem={problemView(one(query.problem), connection.vendor.id)}
        done={doneView(done, connection)}
        undo={done === undefined ? null : await undoOf(actor, `/connections/${connection.id}?done=${done}`)}
      />
    </SignedIn>
  );
}

type RealDataProps = { connection: ConnectionDetail; done: string | undefined; wait: boolean };

/** The page does not wait for the vendor, unless somebody without JavaScript asked for it. */
function RealData({ connection: { id, vendor, state }, done, wait }: RealDataProps) {
  const lead = isLinking(done) ? "What comes through" : leads[state.name];
  const asked = <Asked id={id} vendor={vendor.name} lead={lead} />;
  if (wait) return asked;
  const query = new URLSearchParams({ ...(done === undefined ? {} : { done }), sample: "shown" });
  return (
    <Suspense fallback={<SampleWaiting vendor={vendor.name} href={`/connections/${id}?${query}#data`} />}>
      {asked}
    </Suspense>
  );
}

/** What the data shows, where more is known than that it works. */
const leads: Partial<Record<StateName, string>> = { vendor_trouble: "The token itself still works" };

async function Asked({ id, vendor, lead }: { id: string; vendor: string; lead: string | undefined }) {
  const actor = await requirePerson(`/connections/${id}`);
  return <Sample sample={await sampleOf(actor, id)} vendor={vendor} now={now()} lead={lead} />;
}
