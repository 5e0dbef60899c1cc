import { closeAllSessions } from "#lib/people/sessions";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ actor }) => {
    await closeAllSessions(actor);
    return "/sign-in?done=signed_out_everywhere";
  },
  () => "/account",
);
