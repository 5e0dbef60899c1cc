import { withoutTicket } from "#lib/auth";
import { deleteAccount } from "#lib/people/delete-account";
import { farewellQuery } from "#lib/people/farewell";
import { addressOf, formRoute, seeOther, withQuery } from "#lib/route";

export const POST = formRoute(
  async ({ actor, form, request }) => {
    const farewell = await deleteAccount(actor, form, addressOf(request));
    return withoutTicket(seeOther(withQuery("/sign-in", farewellQuery(farewell))));
  },
  () => "/account/delete",
);
