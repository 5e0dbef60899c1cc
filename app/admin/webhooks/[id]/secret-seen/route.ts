import { formRoute, seeOther } from "#lib/route";
import { dropSecret } from "#lib/webhooks/secret-cookie";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id } }) => dropSecret(seeOther(`/admin/webhooks/${encodeURIComponent(id)}`)),
  ({ id }) => `/admin/webhooks/${id}`,
);
