import type { Emulator, Handler, Vendor } from "./emulator.ts";

export type Match = { handler: Handler<Vendor>; params: Record<string, string> };

/** Compiles a vendor's route table once; the first matching line wins, and `HEAD` is answered as `GET`. */
export function createRouter(routes: Emulator["routes"]) {
  const compiled = Object.entries(routes).map(([route, handler]) => {
    const [method = "", address = ""] = route.split(" ");
    const slash = address.indexOf("/");
    return { method, host: address.slice(0, slash), pattern: patternOf(address.slice(slash)), handler };
  });
  return (method: string, host: string, path: string): Match | undefined => {
    const wanted = method === "HEAD" ? "GET" : method;
    for (const route of compiled) {
      if (route.method !== wanted || (route.host && route.host !== host)) continue;
      const match = route.pattern.exec(path);
      if (match) return { handler: route.handler, params: decoded(match.groups) };
    }
    return undefined;
  };
}

function patternOf(path: string) {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:(\w+)/g, "(?<$1>[^/]+)")
    .replace(/\*$/, ".*");
  return new RegExp(`^${source}$`);
}

function decoded(groups: Record<string, string> | undefined) {
  return Object.fromEntries(Object.entries(groups ?? {}).map(([name, value]) => [name, safeDecode(value)]));
}

function safeDecode(value: string) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
