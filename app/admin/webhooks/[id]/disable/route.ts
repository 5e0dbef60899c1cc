import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { disableEndpoint } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    await disableEndpoint(asAdministrator(actor), id);
    return `/admin/webhooks/${id}?done=disabled`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
