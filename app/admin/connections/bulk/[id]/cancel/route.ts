import { stopBulk } from "#lib/bulk/start";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await stopBulk(actor, params.id);
    return `/admin/connections/bulk/${params.id}`;
  },
  ({ id }) => `/admin/connections/bulk/${id}`,
);
