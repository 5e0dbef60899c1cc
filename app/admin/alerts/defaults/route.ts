import { createDefaultRules } from "#lib/alerts/rules";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ actor }) => {
    await createDefaultRules(actor);
    return "/admin/alerts?done=defaults";
  },
  () => "/admin/alerts",
);
