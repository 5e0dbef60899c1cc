import { invite } from "#lib/people/invitations";
import { formRoute, seeOther, withQuery } from "#lib/route";
import { showOnce } from "#lib/shown-once";

const PEOPLE = "/admin/people";
const LONGEST = 254;

export const POST = formRoute(
  async ({ actor, form }) => {
    const { link } = await invite(actor, form);
    return link === null ? `${PEOPLE}?done=invited` : showOnce(seeOther(PEOPLE), actor, PEOPLE, link);
  },
  (_, { email, role, by }) =>
    withQuery("/admin/people/invite", { email: email?.slice(0, LONGEST), role, by }),
);
