import "#lib/server-only";
import { cookies } from "next/headers";
import { findAttempt } from "#db/link-attempts";
import { findUser } from "#db/users";
import { cookieOptions } from "#lib/cookies";
import { sha256 } from "#lib/random";
import { isTicketName, ticketName, ticketPrefix } from "./hosts.ts";
import { type Customer, customerOf } from "./sessions.ts";

/** Which customer a browser stands for: one cookie for each session, so that several never mix. */

/**
 * Keeps the ticket in this browser. In a frame on the host's page only a cookie that is kept apart for that
 * page gets through (CHIPS), and only over https or on this machine.
 */
export async function keepTicket(id: string, ticket: string, until: Date, framed: boolean): Promise<void> {
  const jar = await cookies();
  const apart = { sameSite: "none", secure: true, partitioned: true } as const;
  jar.set(ticketName(id), ticket, {
    ...cookieOptions(),
    ...(framed ? apart : {}),
    expires: until,
  });
}

/** The customer of this session in this browser; null for everybody else. */
export async function currentCustomer(id: string): Promise<Customer | null> {
  const ticket = (await cookies()).get(ticketName(id))?.value;
  return ticket === undefined ? null : customerOf(id, ticket);
}

/** The customer who began the attempt that a vendor's answer belongs to, where they come with their session. */
export async function customerOfState(state: string | null): Promise<Customer | null> {
  const names = (await cookies()).getAll().filter(({ name }) => isTicketName(name));
  const attempt = state === null || names.length === 0 ? null : await findAttempt(sha256(state));
  if (attempt === null) return null;
  for (const { name, value } of names) {
    const customer = await customerOf(name.slice(ticketPrefix().length), value);
    if (customer?.userId === attempt.userId && sha256(customer.sessionId) === attempt.sessionId)
      return customer;
  }
  return null;
}

/** Whether an answer belongs to a customer's attempt, whoever comes with it. */
export async function isCustomersState(state: string | null): Promise<boolean> {
  const attempt = state === null ? null : await findAttempt(sha256(state));
  return attempt !== null && (await findUser(attempt.userId))?.customerId != null;
}

/** Whether a page is shown in a frame (Fetch Metadata). */
export const isFramed = (headers: Headers): boolean => headers.get("sec-fetch-dest") === "iframe";
