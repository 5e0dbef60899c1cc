import { withoutTicket } from "#lib/auth";
import { endSession } from "#lib/people/sessions";
import { formRoute, seeOther } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    const which = await endSession(actor, params.id);
    return which === "this"
      ? withoutTicket(seeOther("/sign-in?done=signed_out"))
      : "/account?done=session_ended";
  },
  () => "/account",
);
