import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AdminFrame } from "#components/admin-frame";
import { AdminConnectionsScreen } from "#components/screens/admin-connections";
import { listEveryone } from "#lib/admin/list";
import { readColumns, readPlace, readWish, usualColumns } from "#lib/admin/wish";
import { requireAdmin } from "#lib/auth";
import { recentBulk } from "#lib/bulk/read";
import { now } from "#lib/clock";
import { catalogue } from "#lib/connections/catalogue";
import { problemView } from "#lib/connections/words";
import { columnsCookie } from "#lib/cookies";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Everyone's connections" };

const here = "/admin/connections";

export default async function EveryonePage({ searchParams }: PageProps<"/admin/connections">) {
  const actor = await requireAdmin(here);
  const query = await searchParams;
  const wish = readWish(query);
  const remembered = (await cookies()).get(columnsCookie())?.value;
  const [page, jobs] = await Promise.all([
    listEveryone(actor, wish, readPlace(query, wish.sort)),
    recentBulk(actor),
  ]);
  return (
    <AdminFrame
      here={here}
      title="Everyone's connections"
      lead="Who linked what, whether it works, and what to do about it."
    >
      <AdminConnectionsScreen
        page={page}
        wish={wish}
        columns={readColumns(query.columns) ?? readColumns(remembered) ?? usualColumns}
        vendors={catalogue().map(({ id, name }) => ({ id, name }))}
        jobs={jobs}
        now={now()}
        problem={problemView(one(query.problem))}
      />
    </AdminFrame>
  );
}
