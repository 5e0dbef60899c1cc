import { formRoute, seeOther } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { rotateSecret } from "#lib/webhooks/endpoints";
import { keepSecret } from "#lib/webhooks/secret-cookie";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id } }) => {
    const { secret } = await rotateSecret(asAdministrator(actor), id);
    return keepSecret(seeOther(`/admin/webhooks/${id}?done=rotated`), id, secret);
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
