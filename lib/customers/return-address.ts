/** Which addresses of the host application may be led back to, or told. Pure. */

/** An http(s) address without credentials; null for anything else. Over the open net only https. */
export function addressOf(text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)) ? url : null;
}

/** Whether an address lies at or below one of the allowed: the same origin, and its path at the border of a segment. */
export function isAllowed(address: URL, allowed: readonly string[]): boolean {
  return allowed.some((text) => {
    const base = addressOf(text);
    if (base === null || base.origin !== address.origin) return false;
    const path = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
    return `${address.pathname}/`.startsWith(path);
  });
}

/** Whether an origin belongs to one of the allowed addresses. */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  return addressOf(origin)?.origin === origin && allowed.some((text) => addressOf(text)?.origin === origin);
}

const isLoopback = (host: string) =>
  host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
