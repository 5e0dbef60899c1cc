import { endSessionsOf } from "#lib/people/administration";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    await endSessionsOf(actor, params.id);
    return `/admin/people/${params.id}?done=sessions`;
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
