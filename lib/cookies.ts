import "#lib/server-only";
import { env } from "#lib/env";

/** Names and attributes of all our cookies. Over https they carry the `__Host-` prefix (RFC 6265bis §4.1.3). */

export const secureCookies = (): boolean => env().PUBLIC_URL.startsWith("https:");

export const cookieName = (name: string): string => `${secureCookies() ? "__Host-" : ""}${name}`;

/** Lax, since vendors bring people back by a top-level GET. */
export const cookieOptions = () =>
  ({ httpOnly: true, sameSite: "lax", path: "/", secure: secureCookies() }) as const;

export const sessionCookie = () => cookieName("patchbay-session");
export const csrfCookie = () => cookieName("patchbay-csrf");
export const browserCookie = () => cookieName("patchbay-browser");
export const emailCookie = () => cookieName("patchbay-email");
export const onceCookie = () => cookieName("patchbay-once");
/** What proxy.ts hands its value to the page in: a cookie that is being deleted cannot be read. */
export const ONCE_HEADER = "x-patchbay-once";
export const undoCookie = () => cookieName("patchbay-undo");
export const invitationCookie = () => cookieName("patchbay-invitation");
export const themeCookie = () => "theme";
export const columnsCookie = () => cookieName("patchbay-columns");
