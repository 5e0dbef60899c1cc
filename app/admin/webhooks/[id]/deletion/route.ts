import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { deleteEndpoint } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    await deleteEndpoint(asAdministrator(actor), id);
    return `/admin/webhooks?done=deleted`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
