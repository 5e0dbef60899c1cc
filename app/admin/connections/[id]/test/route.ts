import { testNow } from "#lib/connections/test-now";
import { asAdministrator } from "#lib/people/administrator";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await testNow(asAdministrator(actor), params.id);
    return `/admin/connections/${params.id}?done=tested`;
  },
  ({ id }) => `/admin/connections/${id}`,
);
