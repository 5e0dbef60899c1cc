import { testRule } from "#lib/alerts/rules";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    await testRule(actor, params.id);
    return "/admin/alerts?done=tested";
  },
  () => "/admin/alerts",
);
