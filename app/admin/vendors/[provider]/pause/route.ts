import { Failure } from "#lib/errors";
import { formRoute } from "#lib/route";
import { setPaused } from "#lib/vendors/settings";

export const POST = formRoute<{ provider: string }>(
  async ({ actor, params, form: { what, to } }) => {
    if ((what !== "linking" && what !== "renewing") || (to !== "pause" && to !== "resume"))
      throw new Failure("invalid_input", "what, to");
    await setPaused(actor, params.provider, what, to === "pause");
    return `/admin/vendors/${params.provider}?done=${what}_${to}`;
  },
  ({ provider }) => `/admin/vendors/${encodeURIComponent(provider)}`,
);
