import { chooseMails, readAccount } from "#lib/people/account";
import { formRoute } from "#lib/route";
import { withUndo } from "#lib/undo";

export const POST = formRoute(
  async ({ actor, form }) => {
    const { mails } = await readAccount(actor);
    await chooseMails(actor, form);
    return withUndo(actor, "/account?done=mails_chosen", {
      action: "/account/mails",
      fields: { needsYou: mails.needsYou ? "yes" : "no", ending: mails.ending ? "yes" : "no" },
    });
  },
  () => "/account",
);
