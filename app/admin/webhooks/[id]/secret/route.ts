import { formRoute, seeOther } from "#lib/route";
import { showOnce } from "#lib/shown-once";
import { asAdministrator } from "#lib/webhooks/administrator";
import { rotateSecret } from "#lib/webhooks/endpoints";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    const { secret } = await rotateSecret(asAdministrator(actor), id);
    const page = `/admin/webhooks/${id}`;
    return showOnce(seeOther(`${page}?done=rotated`), actor, page, secret);
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
