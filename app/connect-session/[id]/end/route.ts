import { endSession } from "#lib/customers/sessions";
import { customerRoute, leave, withQuery } from "#lib/route";

/** The customer is done: nothing can be done from this page any more, and the browser goes back to the host. */
export const POST = customerRoute<{ id: string }>(
  async ({ actor }) => {
    const { id, returnUrl, linkedId, outcome } = actor.session;
    await endSession(actor);
    if (returnUrl === null) return "/connect-session/over?done=closed";
    const back = new URL(returnUrl);
    back.searchParams.set("patchbay_session", id);
    back.searchParams.set("patchbay_outcome", outcome ?? "closed");
    if (linkedId !== null) back.searchParams.set("patchbay_connection", linkedId);
    return leave(back.href);
  },
  ({ id }) => withQuery(`/connect-session/${id}`, {}),
);
