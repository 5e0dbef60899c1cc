import type { Metadata } from "next";
import { cache } from "react";
import { AdminFrame } from "#components/admin-frame";
import { Name } from "#components/name";
import { AdminConnectionScreen } from "#components/screens/admin-connection";
import { readAsAdministrator } from "#lib/admin/connection";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { doneSentence, problemView } from "#lib/connections/words";
import { orNotFound } from "../../../_components/or-not-found.ts";
import { one } from "../../../_components/query.ts";

type Props = PageProps<"/admin/connections/[id]">;

/** Read once for the title and the page. */
const read = cache(async (id: string) => {
  const actor = await requireAdmin(`/admin/connections/${id}`);
  return orNotFound(readAsAdministrator(actor, id));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { connection, owner } = await read((await params).id);
  return { title: `${connection.account.name} of ${owner.name}` };
}

export default async function AdministeredPage({ params, searchParams }: Props) {
  const administered = await read((await params).id);
  const query = await searchParams;
  const { connection, owner } = administered;
  return (
    <AdminFrame
      here={`/admin/connections/${connection.id}`}
      back={{ href: "/admin/connections", label: "Everyone's connections" }}
      title={<Name lines="all">{connection.label ?? connection.account.name}</Name>}
      lead={
        <>
          {connection.vendor.name}, linked by <Name lines="all">{owner.name}</Name>
        </>
      }
    >
      <AdminConnectionScreen
        administered={administered}
        now={now()}
        problem={problemView(one(query.problem), connection.vendor.id)}
        done={doneSentence(one(query.done), connection)}
      />
    </AdminFrame>
  );
}
