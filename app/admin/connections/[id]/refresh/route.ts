import { refreshNow } from "#lib/connections/refresh-now";
import { asAdministrator } from "#lib/people/administrator";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    const done = await refreshNow(asAdministrator(actor), params.id);
    return `/admin/connections/${params.id}?done=${done}`;
  },
  ({ id }) => `/admin/connections/${id}`,
);
