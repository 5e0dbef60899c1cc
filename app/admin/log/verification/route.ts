import { beginCheck } from "#lib/audit/check";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ actor, form }) => {
    await beginCheck(actor, { whole: form.whole === "yes" });
    return "/admin/log";
  },
  () => "/admin/log",
);
