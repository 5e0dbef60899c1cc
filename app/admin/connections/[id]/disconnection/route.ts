import { disconnect } from "#lib/connections/disconnect";
import { asAdministrator } from "#lib/people/administrator";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await disconnect(asAdministrator(actor), params.id);
    return `/admin/connections/${params.id}?done=disconnected`;
  },
  ({ id }) => `/admin/connections/${id}`,
);
