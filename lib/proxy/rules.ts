import type { ProxyRule } from "#db/schema";
import type { Destination } from "./path.ts";

/** What a key's rules allow. Pure. */

/** Null rules allow everything; an empty list allows nothing. */
export function allows(rules: readonly ProxyRule[] | null, method: string, { path }: Destination): boolean {
  return rules === null || rules.some((rule) => rule.methods.includes(method) && begins(path, rule.path));
}

/** At the border of a segment: `/v1/medias` covers `/v1/medias/7` and `/v1/medias.json`, never `/v1/mediasets`. */
function begins(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  const next = path.slice(prefix.length)[0];
  return prefix.endsWith("/") || next === undefined || next === "/" || next === ".";
}
