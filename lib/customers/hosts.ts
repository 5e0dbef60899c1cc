import "#lib/server-only";
import { cookieName } from "#lib/cookies";
import { settings } from "#lib/settings";

/** The origins of the addresses that an administrator allowed. */
export async function hostOrigins(): Promise<string[]> {
  const { returnAddresses } = await settings();
  return [...new Set(returnAddresses.map((address) => new URL(address).origin))];
}

/** The cookie that keeps a connect session's ticket. */
export const ticketName = (id: string): string => `${ticketPrefix()}${id}`;
export const ticketPrefix = (): string => cookieName("patchbay-connect-");
export const isTicketName = (name: string): boolean => name.startsWith(ticketPrefix());
