import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { Refresher } from "#components/refresher";
import { BulkScreen } from "#components/screens/bulk";
import { requireAdmin } from "#lib/auth";
import { readBulk } from "#lib/bulk/read";
import { now } from "#lib/clock";
import { orNotFound } from "../../../../_components/or-not-found.ts";
import { one } from "../../../../_components/query.ts";

export const metadata: Metadata = { title: "Done to many at once" };

const EVERY_MS = 2_000;

type Props = PageProps<"/admin/connections/bulk/[id]">;

export default async function BulkPage({ params, searchParams }: Props) {
  const { id } = await params;
  const here = `/admin/connections/bulk/${id}`;
  const actor = await requireAdmin(here);
  const query = await searchParams;
  const page = await orNotFound(
    readBulk(actor, id, { after: Number(one(query.after)) || 0, failedOnly: one(query.rows) === "failed" }),
  );
  const over = page.job.endedAt !== null;
  return (
    <AdminFrame
      here={here}
      back={{ href: "/admin/connections", label: "Everyone's connections" }}
      title={page.job.title}
    >
      {over ? null : (
        <>
          <Refresher everyMs={EVERY_MS} />
          <noscript>
            <meta httpEquiv="refresh" content="5" />
          </noscript>
        </>
      )}
      <BulkScreen page={page} now={now()} />
    </AdminFrame>
  );
}
