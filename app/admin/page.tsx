import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { AdminOverviewScreen, OverviewHeadline } from "#components/screens/admin-overview";
import { overview } from "#lib/admin/overview";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const actor = await requireAdmin("/admin");
  const view = await overview(actor);
  return (
    <AdminFrame here="/admin" title="Overview" lead={<OverviewHeadline overview={view} />}>
      <AdminOverviewScreen overview={view} now={now()} />
    </AdminFrame>
  );
}
