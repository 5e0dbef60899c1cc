import { endSessionsOf } from "#lib/people/administration";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string; session: string }>(
  async ({ actor, params }) => {
    await endSessionsOf(actor, params.id, params.session);
    return `/admin/people/${params.id}?done=session`;
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
