import { rename } from "#lib/people/account";
import { formRoute, withQuery } from "#lib/route";

/** As much of it as a page can show again. */
const LONGEST = 300;

export const POST = formRoute(
  async ({ actor, form }) => {
    await rename(actor, form);
    return "/account?done=renamed_person";
  },
  (_, { name }) => withQuery("/account", { at: "name", name: name?.slice(0, LONGEST) }),
);
