import { changeRule } from "#lib/alerts/rules";
import { formRoute } from "#lib/route";
import { failedForm } from "../../fields.ts";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params, form }) => {
    await changeRule(actor, params.id, form);
    return "/admin/alerts?done=changed";
  },
  ({ id }, form) => failedForm(`/admin/alerts/${encodeURIComponent(id)}`, form),
);
