import { cancelLink } from "#lib/connections/cancel";
import { formRoute } from "#lib/route";
import { withUndo } from "#lib/undo";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id }, actor }) => {
    await cancelLink(actor, id);
    return withUndo(actor, "/connections?done=cancelled", { action: `/attempts/${id}/resume`, fields: {} });
  },
  () => "/connections",
);
