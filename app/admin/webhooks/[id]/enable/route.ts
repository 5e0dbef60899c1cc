import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { enableEndpoint } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    await enableEndpoint(asAdministrator(actor), id);
    return `/admin/webhooks/${id}?done=enabled`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
