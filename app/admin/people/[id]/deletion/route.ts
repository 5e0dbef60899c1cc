import { deletePersonOf } from "#lib/people/administration";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    await deletePersonOf(actor, params.id);
    return "/admin/people?done=deleted";
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
