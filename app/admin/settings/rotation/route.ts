import { turnKeys } from "#lib/keys/turn";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ actor }) => {
    await turnKeys(actor);
    return "/admin/settings?done=rotating";
  },
  () => "/admin/settings?at=keys",
);
