import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { sendTest } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    await sendTest(asAdministrator(actor), id);
    return `/admin/webhooks/${id}?done=tested`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
