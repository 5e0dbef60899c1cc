import { readOverlapMs } from "#lib/api/key-form";
import { rotateApiKey } from "#lib/api/keys";
import { formRoute, seeOther } from "#lib/route";
import { showOnce } from "#lib/shown-once";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id }, actor, form }) => {
    const { key } = await rotateApiKey(actor, id, readOverlapMs(form));
    return showOnce(seeOther("/admin/api-keys"), actor, "/admin/api-keys", key);
  },
  () => "/admin/api-keys",
);
