import { formRoute } from "#lib/route";
import { checkCredentials } from "#lib/vendors/check";

export const POST = formRoute<{ provider: string }>(
  async ({ actor, params }) => {
    await checkCredentials(actor, params.provider);
    return `/admin/vendors/${params.provider}?done=checked`;
  },
  ({ provider }) => `/admin/vendors/${encodeURIComponent(provider)}`,
);
