import type { ProxyRule } from "#db/schema";
import { Failure } from "#lib/errors";
import type { Destination } from "./path.ts";

/** What a key's rules allow, and how they are written: `GET,POST /v1/things`, or with a host in front. Pure. */

/** What passes through the proxy at all. */
export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Null rules allow everything; an empty list allows nothing. */
export function allows(
  rules: readonly ProxyRule[] | null,
  method: string,
  { host, path }: Destination,
): boolean {
  const isFor = (prefix: string) => begins(prefix.startsWith("/") ? path : `${host}${path}`, prefix);
  return rules === null || rules.some((rule) => rule.methods.includes(method) && isFor(rule.path));
}

/** At the border of a segment: `/v1/medias` covers `/v1/medias/7` and `/v1/medias.json`, never `/v1/mediasets`. */
function begins(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  const next = path.slice(prefix.length)[0];
  return prefix.endsWith("/") || next === undefined || next === "/" || next === ".";
}

const MOST_RULES = 50;

/** Rules as a person writes them, one to a line or with semicolons between; throws `invalid_input`. */
export function readRules(text: string): ProxyRule[] {
  const parts = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0 || parts.length > MOST_RULES) throw new Failure("invalid_input", "rules");
  return parts.map(readRule);
}

function readRule(text: string): ProxyRule {
  const [, named = "", path = ""] = /^([A-Z*]+(?:,[A-Z]+)*)\s+([a-z0-9.-]*\/[\x21-\x7e]*)$/.exec(text) ?? [];
  const wanted = named === "*" ? methods : named.split(",");
  const plain = !/[?#\\]|\/\/|\/\.{1,2}(\/|$)/.test(path);
  if (path === "" || path.length > 500 || !plain || !wanted.every((method) => methods.includes(method)))
    throw new Failure("invalid_input", "rules");
  return { methods: [...new Set(wanted)], path };
}

/** The same the other way round. */
export const rulesText = (rules: readonly ProxyRule[]): string =>
  rules
    .map((rule) => `${rule.methods.length === methods.length ? "*" : rule.methods.join(",")} ${rule.path}`)
    .join("; ");
