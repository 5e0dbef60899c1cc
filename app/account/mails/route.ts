import { chooseMails } from "#lib/people/account";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ actor, form }) => {
    await chooseMails(actor, form);
    return "/account?done=mails_chosen";
  },
  () => "/account",
);
