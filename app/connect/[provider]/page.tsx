import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ConnectScreen } from "#components/screens/connect";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { arrivalPath } from "#lib/connections/arrival";
import { vendorView } from "#lib/connections/catalogue";
import { pendingAttempts, readConnection } from "#lib/connections/read";
import { problemView } from "#lib/connections/words";
import { withPauses } from "#lib/vendors/settings";
import { orNotFound } from "../../_components/or-not-found.ts";
import { one } from "../../_components/query.ts";

type Props = PageProps<"/connect/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const vendor = vendorView((await params).provider);
  return vendor === null ? {} : { title: `Connect ${vendor.name}` };
}

export default async function ConnectPage({ params, searchParams }: Props) {
  const { provider } = await params;
  const query = Object.fromEntries(
    Object.entries(await searchParams).flatMap(([name, value]) => {
      const text = one(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const arrived = arrivalPath(provider, query);
  if (arrived !== null) redirect(arrived);
  const here = `/connect/${provider}${Object.keys(query).length === 0 ? "" : `?${new URLSearchParams(query)}`}`;
  const actor = await requirePerson(here);
  const known = vendorView(provider);
  const [vendor] = known === null ? [] : await withPauses([known]);
  if (vendor === undefined) notFound();
  const reconnects = query.connection ? await orNotFound(readConnection(actor, query.connection)) : null;
  if (reconnects !== null && reconnects.vendor.id !== vendor.id) notFound();
  const attempts = (await pendingAttempts(actor)).filter(
    (attempt) => attempt.vendor.id === vendor.id && attempt.reconnects === (reconnects?.id ?? null),
  );
  return (
    <SignedIn here={here}>
      <ConnectScreen
        attempts={attempts}
        now={now()}
        vendor={vendor}
        reconnects={reconnects}
        arrival={query.arrival ?? null}
        problem={problemView(query.problem, vendor.id)}
        typed={query}
      />
    </SignedIn>
  );
}
