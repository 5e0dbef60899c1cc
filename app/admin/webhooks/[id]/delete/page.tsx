import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { DeleteWebhookScreen } from "#components/screens/webhook-delete";
import { requireAdmin } from "#lib/auth";
import { asAdministrator } from "#lib/webhooks/administrator";
import { readEndpoint } from "#lib/webhooks/endpoints";
import { orNotFound } from "../../../../_components/or-not-found.ts";

export const metadata: Metadata = { title: "Delete a webhook endpoint" };

export default async function DeleteWebhookPage({ params }: PageProps<"/admin/webhooks/[id]/delete">) {
  const { id } = await params;
  const by = asAdministrator(await requireAdmin(`/admin/webhooks/${id}/delete`));
  const endpoint = await orNotFound(readEndpoint(by, id));
  return (
    <AdminFrame
      here={`/admin/webhooks/${id}/delete`}
      title="Delete this endpoint?"
      back={{ href: `/admin/webhooks/${id}`, label: "Back to the endpoint" }}
    >
      <DeleteWebhookScreen endpoint={endpoint} />
    </AdminFrame>
  );
}
