import { readKeyForm, typedKey } from "#lib/api/key-form";
import { createApiKey } from "#lib/api/keys";
import { formRoute, seeOther, withQuery } from "#lib/route";
import { showOnce } from "#lib/shown-once";

export const POST = formRoute(
  async ({ actor, form }) => {
    const { key } = await createApiKey(actor, readKeyForm(form));
    return showOnce(seeOther("/admin/api-keys"), actor, "/admin/api-keys", key);
  },
  (_, form) => {
    const { name, everything, ticked, owners, rules, life } = typedKey(form);
    const kept = Object.fromEntries(ticked.map((field) => [field, "on"]));
    const may = everything ? null : "chosen";
    return withQuery("/admin/api-keys", { ...kept, name, may, owners, rules, life });
  },
);
