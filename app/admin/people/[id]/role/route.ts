import { Failure } from "#lib/errors";
import { setRole } from "#lib/people/administration";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params, form: { role } }) => {
    if (role !== "user" && role !== "admin") throw new Failure("invalid_input", "role");
    await setRole(actor, params.id, role);
    return `/admin/people/${params.id}?done=role`;
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
