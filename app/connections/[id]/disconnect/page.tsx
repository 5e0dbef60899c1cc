import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DisconnectScreen } from "#components/screens/disconnect";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { readConnection } from "#lib/connections/read";
import { orNotFound } from "../../../_components/or-not-found.ts";

export const metadata: Metadata = { title: "Disconnect" };

export default async function DisconnectPage({ params }: PageProps<"/connections/[id]/disconnect">) {
  const { id } = await params;
  const here = `/connections/${id}/disconnect`;
  const actor = await requirePerson(here);
  const connection = await orNotFound(readConnection(actor, id));
  if (connection.state.name === "disconnected") redirect(`/connections/${id}`);
  return (
    <SignedIn here={here}>
      <DisconnectScreen connection={connection} now={now()} />
    </SignedIn>
  );
}
