import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { VendorsScreen } from "#components/screens/vendors";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { listVendors } from "#lib/vendors/administration";

export const metadata: Metadata = { title: "Vendors" };

export default async function VendorsPage() {
  const actor = await requireAdmin("/admin/vendors");
  return (
    <AdminFrame here="/admin/vendors" title="Vendors" lead="What each still needs, and how it has been.">
      <VendorsScreen vendors={await listVendors(actor)} now={now()} />
    </AdminFrame>
  );
}
