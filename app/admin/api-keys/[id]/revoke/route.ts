import { revokeApiKey } from "#lib/api/keys";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id }, actor }) => {
    await revokeApiKey(actor, id);
    return "/admin/api-keys?done=key_revoked";
  },
  () => "/admin/api-keys",
);
