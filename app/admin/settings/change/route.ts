import { formRoute, withQuery } from "#lib/route";
import { changeSettings } from "#lib/settings";

/** What does not fit into an address is not kept when it has to be typed again. */
const LONGEST_KEPT = 2_000;

export const POST = formRoute(
  async ({ actor, form }) => {
    await changeSettings(actor, form);
    return "/admin/settings?done=changed";
  },
  (_, form) =>
    withQuery("/admin/settings", {
      at: form.section,
      returnAddresses: form.returnAddresses?.slice(0, LONGEST_KEPT),
      keepAuditDays: form.keepAuditDays?.slice(0, 20),
      keepEventsDays: form.keepEventsDays?.slice(0, 20),
      keepDeliveriesDays: form.keepDeliveriesDays?.slice(0, 20),
    }),
);
