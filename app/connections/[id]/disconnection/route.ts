import { disconnect } from "#lib/connections/disconnect";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await disconnect(actor, params.id);
    return `/connections/${params.id}?done=disconnected`;
  },
  ({ id }) => `/connections/${id}`,
);
