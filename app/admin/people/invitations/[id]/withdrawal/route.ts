import { withdraw } from "#lib/people/invitations";
import { formRoute } from "#lib/route";

export const POST = formRoute<{ id: string }>(
  async ({ actor, params }) => {
    await withdraw(actor, params.id);
    return "/admin/people?done=withdrawn";
  },
  () => "/admin/people",
);
