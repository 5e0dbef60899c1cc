import "#lib/server-only";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { seal, unseal } from "#lib/vault";

/**
 * From a frame on the host's page into a window of its own: vendors do not let themselves be framed, and the
 * window does not see the frame's cookie. The ticket goes along sealed, in the body of a form.
 */
const LIFE_MS = 60 * 60_000;
const place = (id: string) => ({ table: "connect_sessions", row: id, field: "ticket", generation: 0 });

export function sealTicket(id: string, ticket: string): string {
  return seal(JSON.stringify({ ticket, until: now().getTime() + LIFE_MS }), place(id));
}

/** The ticket again; throws `session_over` for an old or altered one, or another session's. */
export function openTicket(id: string, sealed: string): string {
  try {
    const { ticket, until } = JSON.parse(unseal(sealed, place(id))) as { ticket: string; until: number };
    if (until > now().getTime()) return ticket;
  } catch {
    // Altered, or another session's; explained like an old one.
  }
  throw new Failure("session_over", "the way into the window is too old");
}
