import { cancelLink } from "#lib/connections/cancel";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await cancelLink(actor, params.id);
    return "/connections?done=cancelled";
  },
  () => "/connections",
);
