type Cookie = { value: string; path: string; expiresAt: number; sameSite: string };
type Navigation = { method: string; crossSite: boolean };

/** Cookies as browsers keep them: by host without the port, and withheld from requests begun elsewhere. */
export function cookieJar() {
  const hosts = new Map<string, Map<string, Cookie>>();

  return {
    store(url: URL, lines: string[]) {
      const cookies = hosts.get(url.hostname) ?? new Map<string, Cookie>();
      hosts.set(url.hostname, cookies);
      for (const line of lines) {
        const [name, cookie] = parse(line);
        if (cookie.expiresAt <= Date.now()) cookies.delete(name);
        else cookies.set(name, cookie);
      }
    },
    header(url: URL, navigation: Navigation) {
      return [...(hosts.get(url.hostname) ?? [])]
        .filter(([, cookie]) => url.pathname.startsWith(cookie.path) && isSent(cookie, navigation))
        .map(([name, { value }]) => `${name}=${value}`)
        .join("; ");
    },
    /** For looking at, by name, at any host. */
    get: (name: string) => [...hosts.values()].map((cookies) => cookies.get(name)?.value).find(Boolean),
    clear: () => hosts.clear(),
  };
}

function parse(line: string): [string, Cookie] {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
  const at = pair.indexOf("=");
  const attributes = new Map(
    rest.map((part) => {
      const [key = "", ...value] = part.split("=");
      return [key.toLowerCase(), value.join("=")] as const;
    }),
  );
  const maxAge = attributes.get("max-age");
  const expires = attributes.get("expires");
  const expiresAt =
    maxAge !== undefined
      ? Date.now() + Number(maxAge) * 1000
      : expires
        ? Date.parse(expires)
        : Number.POSITIVE_INFINITY;
  const sameSite = attributes.get("samesite")?.toLowerCase() ?? "lax";
  return [
    pair.slice(0, at),
    { value: pair.slice(at + 1), path: attributes.get("path") || "/", expiresAt, sameSite },
  ];
}

function isSent({ sameSite }: Cookie, { method, crossSite }: Navigation) {
  if (!crossSite || sameSite === "none") return true;
  return sameSite === "lax" && method === "GET";
}
