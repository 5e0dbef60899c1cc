import { cancelLink } from "#lib/connections/cancel";
import { formRoute } from "#lib/route";
import { withUndo } from "#lib/undo";

export const POST = formRoute<{ id: string }>(
  async ({ params: { id }, actor }) => {
    const mends = await cancelLink(actor, id);
    const back = mends === null ? "/connections" : `/connections/${mends}`;
    return withUndo(actor, `${back}?done=cancelled`, { action: `/attempts/${id}/resume`, fields: {} });
  },
  () => "/connections",
);
