import { keepTicket } from "#lib/customers/current";
import { openTicket } from "#lib/customers/popup";
import { customerOf, requireAllowed } from "#lib/customers/sessions";
import { Failure } from "#lib/errors";
import { openFormRouteOf, withQuery } from "#lib/route";

/** Into a window of its own, from a frame on the host's page. */
export const POST = openFormRouteOf<{ id: string }>(async (form, { id }) => {
  const ticket = openTicket(id, form.ticket ?? "");
  const customer = await customerOf(id, ticket);
  if (customer === null) throw new Failure("session_over");
  const connection = form.connection || null;
  requireAllowed(customer, form.provider ?? "", connection);
  await keepTicket(id, ticket, customer.session.expiresAt, false);
  return withQuery(`/connect-session/${id}/connect/${encodeURIComponent(form.provider ?? "")}`, {
    connection,
  });
}, "/connect-session/over");
