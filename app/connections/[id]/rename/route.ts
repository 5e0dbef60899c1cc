import { rename } from "#lib/connections/rename";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ params, actor, form }) => {
    const done = await rename(actor, params.id, form.label ?? "");
    return `/connections/${params.id}?done=${done}`;
  },
  ({ id }) => `/connections/${id}`,
);
