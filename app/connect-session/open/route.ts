import { isFramed, keepTicket } from "#lib/customers/current";
import { openSession } from "#lib/customers/sessions";
import { openFormRoute } from "#lib/route";

/** The link's token comes in the body: behind `#` in the address, it reached the browser only. */
export const POST = openFormRoute(async (form, request) => {
  const { id, ticket, until } = await openSession(form.token ?? "");
  await keepTicket(id, ticket, until, isFramed(request.headers));
  return `/connect-session/${id}`;
}, "/connect-session/over");
