import { rename } from "#lib/people/account";
import { formRoute, withQuery } from "#lib/route";
import { withUndo } from "#lib/undo";

/** As much of it as a page can show again. */
const LONGEST = 300;

export const POST = formRoute(
  async ({ actor, form }) => {
    await rename(actor, form);
    return withUndo(actor, "/account?done=renamed_person", {
      action: "/account/name",
      fields: { name: actor.name },
    });
  },
  (_, { name }) => withQuery("/account", { at: "name", name: name?.slice(0, LONGEST) }),
);
