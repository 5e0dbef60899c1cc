import type { Method, Route } from "./route.ts";

/** Finds what answers an address. Ids are plain characters, so an escape in one is no id of ours. Pure. */

export type Found = { routes: Partial<Record<Method, Route>>; params: Record<string, string> };

type Place = { pattern: RegExp; names: string[]; routes: Partial<Record<Method, Route>> };

/** Below this everything is the developer API. */
export const ROOT = "/api/v1";

export function matcher(table: readonly Route[]): (path: string) => Found | null {
  const places = new Map<string, Place>();
  for (const route of table) {
    const place = places.get(route.path) ?? placeAt(route.path);
    places.set(route.path, place);
    if (place.routes[route.method] !== undefined)
      throw new Error(`Two routes answer ${route.method} ${route.path}.`);
    place.routes[route.method] = route;
  }
  const all = [...places.values()];
  return (path) => {
    for (const { pattern, names, routes } of all) {
      const found = pattern.exec(path);
      if (found !== null)
        return { routes, params: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ""])) };
    }
    return null;
  };
}

function placeAt(path: string): Place {
  const names: string[] = [];
  const pattern = path.replaceAll(/\{(\w+)(\*?)\}|[.]/g, (text, name?: string, tail?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return tail === "*" ? "(.*)" : "([A-Za-z0-9_-]{1,100})";
  });
  return { pattern: new RegExp(`^${ROOT}${pattern}$`), names, routes: {} };
}
