import type { Application } from "./emulator.ts";

export type RedirectMatch = "exact" | "extra-params";

/** The application with this client id, or undefined. */
export function applicationOf(
  applications: Record<string, Application>,
  clientId: string | null | undefined,
) {
  return Object.values(applications).find(({ id }) => id === clientId);
}

/** Unless redirect addresses were pinned, whatever runs on this machine is taken for the app. */
export function acceptsRedirect(application: Application, address: string, match: RedirectMatch) {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.hash) return false;
  if (application.redirectUris.length === 0) return isLoopback(url.hostname);
  return application.redirectUris.some((registered) =>
    match === "exact" ? registered === address : extendsAddress(new URL(registered), url),
  );
}

const isLoopback = (host: string) =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host);

function extendsAddress(registered: URL, url: URL) {
  if (registered.origin !== url.origin || registered.pathname !== url.pathname) return false;
  return [...registered.searchParams].every(([name, value]) => url.searchParams.getAll(name).includes(value));
}

/** Adds parameters to an address and keeps those it has. */
export function withParams(address: string, params: Record<string, string | null | undefined>) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}
