import { Failure } from "#lib/errors";

/** Where a proxied request goes, from what stands behind `/proxy/`. Pure. */

export type Destination = { host: string; path: string };

/**
 * `path` as it came, percent-encoded, without the query: `v1/medias.json`, or with one of the API's hosts in
 * front where it has several. Throws `invalid_input` for what a server might read as another place.
 */
export function destination(path: string, hosts: readonly [string, ...string[]]): Destination {
  const [first = "", ...others] = path.split("/");
  const named = hosts.find((host) => host === first.toLowerCase());
  const host = named ?? hosts[0];
  const rest = `/${named === undefined ? path : others.join("/")}`;
  if (
    !rest.split("/").every(isPlain) ||
    rest.startsWith("//") ||
    new URL(rest, `https://${host}`).pathname !== rest
  )
    throw new Failure("invalid_input", "path");
  return { host, path: rest };
}

/** A segment that stays one, whoever decodes it. */
function isPlain(segment: string): boolean {
  if (!/^[\x21-\x7e]*$/.test(segment) || /[\\?#]/.test(segment)) return false;
  const decoded = decodedOnce(segment);
  // Some servers take what follows a semicolon for a parameter, and what stands before it for the whole segment.
  return decoded !== null && !/^\.{1,2}(;|$)/.test(decoded) && !/[/\\\p{Cc}%]/u.test(decoded);
}

function decodedOnce(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The parts of a query, letter by letter as they came, but for those that would carry a caller's own token. */
export function withoutTokens(query: string, tokenParameters: readonly string[]): string[] {
  return query.split("&").filter((part) => {
    const name = decodedOnce((part.split("=")[0] ?? "").replaceAll("+", " "));
    return part !== "" && name !== null && !tokenParameters.includes(name.toLowerCase());
  });
}
