import { inviteToReset } from "#lib/people/invitations";
import { formRoute, seeOther } from "#lib/route";
import { showOnce } from "#lib/shown-once";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params, form }) => {
    const here = `/admin/people/${params.id}`;
    const { link } = await inviteToReset(actor, params.id, form.by === "mail");
    return link === null ? `${here}?done=reset` : showOnce(seeOther(here), actor, here, link);
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
