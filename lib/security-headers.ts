import "#lib/server-only";
import { env } from "#lib/env";
import { isProduction } from "#lib/mode";
import { providers } from "#lib/providers/index";

/** Pages of the host application's customers, which it may open in a window or a frame of its own. */
export const isCustomersPage = (path: string): boolean => /^\/connect-session(\/|$)/.test(path);

/** What every page is sent with. The nonce is new for each request (CSP Level 3). */
export function contentSecurityPolicy(nonce: string, path: string, hosts: readonly string[] = []): string {
  const { EMULATOR_URL, PUBLIC_URL } = env();
  const development = !isProduction();
  const directives = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    // A form here ends at a vendor, and browsers check every hop of the way there, sign-in hosts included.
    "form-action": [
      "'self'",
      "https:",
      ...(EMULATOR_URL === undefined ? [] : [new URL(EMULATOR_URL).origin]),
      ...hosts,
    ],
    "frame-ancestors": framedBy(path) ?? (hosts.length > 0 ? hosts : ["'none'"]),
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    ...(PUBLIC_URL.startsWith("https:") ? { "upgrade-insecure-requests": [] } : {}),
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}

export function securityHeaders(path: string, isCustomers = false): Record<string, string> {
  const alone = framedBy(path) === null && !isCustomers;
  return {
    "x-content-type-options": "nosniff",
    // Not no-referrer: with that, browsers send `Origin: null` on our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": alone ? "same-origin" : "unsafe-none",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ...(alone ? { "x-frame-options": "DENY" } : {}),
    ...(env().PUBLIC_URL.startsWith("https:")
      ? { "strict-transport-security": "max-age=63072000; includeSubDomains" }
      : {}),
  };
}

/**
 * The two addresses that a vendor which opens its own window asks to be left unisolated, and the sites that
 * may then show them; null for every other address.
 */
function framedBy(path: string): string[] | null {
  for (const { id, windowsFrom } of Object.values(providers))
    if (windowsFrom !== undefined && (path === `/connect/${id}` || path === `/link/${id}/callback`))
      return [...windowsFrom];
  return null;
}
