import { disconnect } from "#lib/connections/disconnect";
import { customerRoute, withQuery } from "#lib/route";

export const POST = customerRoute<{ id: string; connection: string }>(
  async ({ params, actor }) => {
    await disconnect(actor, params.connection);
    return withQuery(`/connect-session/${params.id}`, {
      done: "disconnected",
      connection: params.connection,
    });
  },
  ({ id }) => `/connect-session/${id}`,
);
