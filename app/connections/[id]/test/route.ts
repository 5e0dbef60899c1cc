import { testNow } from "#lib/connections/test-now";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    await testNow(actor, params.id);
    return `/connections/${params.id}?done=tested`;
  },
  ({ id }) => `/connections/${id}`,
);
