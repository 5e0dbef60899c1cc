import { refreshNow } from "#lib/connections/refresh-now";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    const done = await refreshNow(actor, params.id);
    return `/connections/${params.id}?done=${done}`;
  },
  ({ id }) => `/connections/${id}`,
);
