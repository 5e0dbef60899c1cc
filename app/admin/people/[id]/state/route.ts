import { Failure } from "#lib/errors";
import { disable, enable } from "#lib/people/administration";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params, form: { to } }) => {
    if (to !== "disabled" && to !== "enabled") throw new Failure("invalid_input", "to");
    await (to === "disabled" ? disable : enable)(actor, params.id);
    return `/admin/people/${params.id}?done=${to}`;
  },
  ({ id }) => `/admin/people/${encodeURIComponent(id)}`,
);
