import { cancelLink } from "#lib/connections/cancel";
import { customerRoute } from "#lib/route";

export const POST = customerRoute<{ id: string; attempt: string }>(
  async ({ params, actor }) => {
    await cancelLink(actor, params.attempt);
    return `/connect-session/${params.id}?done=cancelled`;
  },
  ({ id }) => `/connect-session/${id}`,
);
