import { formRoute, withQuery } from "#lib/route";
import { asAdministrator } from "#lib/webhooks/administrator";
import { changeEndpoint } from "#lib/webhooks/endpoints";
import { typesOf } from "#lib/webhooks/form";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params: { id }, form }) => {
    const given = { url: form.url ?? "", name: form.name ?? "", types: typesOf(form) };
    await changeEndpoint(asAdministrator(actor), id, given);
    return `/admin/webhooks/${id}?done=changed`;
  },
  ({ id }, { url, name, ...form }) =>
    withQuery(`/admin/webhooks/${id}`, {
      url: url?.slice(0, 2_000),
      name: name?.slice(0, 200),
      types: typesOf(form)?.join(),
    }),
);
