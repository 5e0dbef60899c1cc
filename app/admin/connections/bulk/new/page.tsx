import type { Metadata } from "next";
import { BulkConfirmScreen } from "#components/screens/bulk-confirm";
import { SignedIn } from "#components/signed-in";
import { requireAdmin } from "#lib/auth";
import { prepareBulk } from "#lib/bulk/prepare";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { one } from "../../../../_components/query.ts";

export const metadata: Metadata = { title: "Do something to many" };

const here = "/admin/connections/bulk/new";

export default async function NewBulkPage({ searchParams }: PageProps<"/admin/connections/bulk/new">) {
  const actor = await requireAdmin("/admin/connections");
  const query = await searchParams;
  const prepared = await prepareBulk(actor, query);
  return (
    <SignedIn here={here}>
      <BulkConfirmScreen prepared={prepared} now={now()} problem={problemView(one(query.problem))} />
    </SignedIn>
  );
}
