import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { formRoute } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { replaySince } from "#lib/webhooks/endpoints";

const HOUR_MS = 3_600_000;

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id }, form }) => {
    const by = asAdministrator(actor);
    const hours = Number(form.hours);
    if (!(hours > 0 && hours <= 24 * 400)) throw new Failure("invalid_input", "hours");
    const count = await replaySince(by, id, { since: new Date(now().getTime() - hours * HOUR_MS) });
    return `/admin/webhooks/${id}?done=${count === 0 ? "replayed_none" : "replayed"}`;
  },
  ({ id }) => `/admin/webhooks/${id}`,
);
