import { disconnect } from "#lib/connections/disconnect";
import { readConnection } from "#lib/connections/read";
import { requireAllowed } from "#lib/customers/sessions";
import { customerRoute, withQuery } from "#lib/route";

export const POST = customerRoute<{ id: string; connection: string }>(
  async ({ params, actor }) => {
    const { vendor } = await readConnection(actor, params.connection);
    requireAllowed(actor, vendor.id, params.connection);
    await disconnect(actor, params.connection);
    return withQuery(`/connect-session/${params.id}`, {
      done: "disconnected",
      connection: params.connection,
    });
  },
  ({ id }) => `/connect-session/${id}`,
);
