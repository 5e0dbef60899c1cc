import { formRoute, seeOther, withQuery } from "#lib/route";
import { showOnce } from "#lib/shown-once";
import { asAdministrator } from "#lib/webhooks/administrator";
import { createEndpoint } from "#lib/webhooks/endpoints";
import { typesOf } from "#lib/webhooks/form";

export const POST = formRoute(
  async ({ actor, form }) => {
    const given = { url: form.url ?? "", name: form.name ?? "", types: typesOf(form) };
    const { id, secret } = await createEndpoint(asAdministrator(actor), given);
    const page = `/admin/webhooks/${id}`;
    return showOnce(seeOther(`${page}?done=created`), actor, page, secret);
  },
  (_, { url, name, ...form }) =>
    withQuery("/admin/webhooks", {
      url: url?.slice(0, 2_000),
      name: name?.slice(0, 200),
      types: typesOf(form)?.join(),
    }),
);
