import { withTicket } from "#lib/auth";
import { setOwnPassword } from "#lib/people/account";
import { addressOf, formRoute, seeOther } from "#lib/route";

export const POST = formRoute(
  async ({ actor, form, request }) => {
    const ticket = await setOwnPassword(actor, form, addressOf(request));
    return withTicket(seeOther("/account?done=password_changed"), ticket);
  },
  () => "/account?at=password",
);
