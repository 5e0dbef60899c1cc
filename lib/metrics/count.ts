import "#lib/server-only";
import { metrics } from "./registry.ts";

/** Where the product says what happened; kept apart from how it is exposed. */

/** `route`: its class, as `classOf` says. */
export function countRequest(route: string, method: string, status: number, ms: number): void {
  metrics.requests.observe(
    { class: route, method: known.has(method) ? method : "other", status: String(status) },
    ms / 1000,
  );
}

export const countTokenRead = () => metrics.tokenReads.inc();

export const countEvent = (kind: string, vendor: string) => metrics.events.inc({ kind, vendor });

export const countVendorCall = (vendor: string, outcome: string, ms: number) =>
  metrics.vendorCalls.observe({ vendor, outcome }, ms / 1000);

export const countTry = (outcome: "delivered" | "failed") => metrics.deliveries.inc({ outcome });

const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const classes: [RegExp, string][] = [
  [/^\/api\/v1\/connections\/[^/?]+\/token(\?|$)/, "token"],
  [/^\/api\/v1\/.*\/proxy\//, "proxy"],
  [/^\/api\/v1(\/|\?|$)/, "api"],
  [/^\/api\/webhooks\//, "webhook"],
  [/^\/api\/(health|ready|metrics)(\?|$)/, "operations"],
  [/^\/api\/live/, "live"],
  [/^\/api\//, "internal"],
  [/^\/(_next|providers)\/|^\/icon\.svg/, "file"],
  [/^\/link\//, "link"],
  [/^\/admin(\/|\?|$)/, "admin"],
];

/** A few classes instead of addresses, which hold ids and never end. */
export const classOf = (url: string): string => classes.find(([pattern]) => pattern.test(url))?.[1] ?? "page";
