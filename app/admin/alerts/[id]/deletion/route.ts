import { removeRule } from "#lib/alerts/rules";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    await removeRule(actor, params.id);
    return "/admin/alerts?done=removed";
  },
  () => "/admin/alerts",
);
