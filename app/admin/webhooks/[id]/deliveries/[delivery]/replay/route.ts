import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { replayDelivery } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string; delivery: string }>(
  async ({ actor, params: { id, delivery } }) => {
    await replayDelivery(asAdministrator(actor), id, delivery);
    return `/admin/webhooks/${id}?done=replayed`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
