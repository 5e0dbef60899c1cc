import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DisconnectScreen } from "#components/screens/disconnect";
import { SignedIn } from "#components/signed-in";
import { readAsAdministrator } from "#lib/admin/connection";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { orNotFound } from "../../../../_components/or-not-found.ts";

export const metadata: Metadata = { title: "Disconnect" };

type Props = PageProps<"/admin/connections/[id]/disconnect">;

export default async function AdministeredDisconnectPage({ params }: Props) {
  const { id } = await params;
  const page = `/admin/connections/${id}`;
  const here = `${page}/disconnect`;
  const actor = await requireAdmin(here);
  const { connection, owner } = await orNotFound(readAsAdministrator(actor, id));
  if (connection.state.name === "disconnected") redirect(page);
  return (
    <SignedIn here={here}>
      <DisconnectScreen
        connection={connection}
        now={now()}
        at={{ back: page, action: `${page}/disconnection`, label: "Back to the connection" }}
        owner={owner.name}
      />
    </SignedIn>
  );
}
