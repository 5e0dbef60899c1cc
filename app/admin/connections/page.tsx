import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AdminFrame } from "#components/admin-frame";
import { AdminConnectionsScreen } from "#components/screens/admin-connections";
import { listEveryone } from "#lib/admin/list";
import {
  type Place,
  pathWith,
  readColumns,
  readPlace,
  readWish,
  usualColumns,
  type Wish,
  wishQuery,
} from "#lib/admin/wish";
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
  const place = readPlace(query, wish.sort);
  const ticked = one(query.tick) === "page";
  const remembered = (await cookies()).get(columnsCookie())?.value;
  const [page, jobs] = await Promise.all([listEveryone(actor, wish, place), recentBulk(actor)]);
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
        tick={{ all: ticked, href: pathWith(here, tickQuery(wish, place, !ticked)) }}
      />
    </AdminFrame>
  );
}

/** The same page with every row ticked, or with none. */
function tickQuery(wish: Wish, place: Place | null, ticked: boolean): URLSearchParams {
  const query = wishQuery(wish);
  if (place !== null) query.set(place.way, `${place.value}~${place.id}`);
  if (ticked) query.set("tick", "page");
  return query;
}
