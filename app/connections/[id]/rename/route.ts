import { rename } from "#lib/connections/rename";
import { formRoute } from "#lib/route";
import { withUndo } from "#lib/undo";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id }, actor, form }) => {
    const { done, was } = await rename(actor, id, form.label ?? "");
    return withUndo(actor, `/connections/${id}?done=${done}`, {
      action: `/connections/${id}/rename`,
      fields: { label: was ?? "" },
    });
  },
  ({ id }) => `/connections/${id}`,
);
