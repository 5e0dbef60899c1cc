import { createRule } from "#lib/alerts/rules";
import { formRoute } from "#lib/route";
import { failedForm } from "../fields.ts";

export const POST = formRoute(
  async ({ actor, form }) => {
    await createRule(actor, form);
    return "/admin/alerts?done=created";
  },
  (_, form) => failedForm("/admin/alerts/new", form),
);
