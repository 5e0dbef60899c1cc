import { Failure } from "./errors.ts";

/**
 * Refuses a state change that another site's page began (`cross_site`). Fetch metadata decides first;
 * `Origin` only where it is absent, since some referrer policies turn it into `null`. A request with
 * neither comes from no browser, hence carries nobody's cookies by accident.
 */
export function requireSameOrigin(headers: Headers, publicUrl: string): void {
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin" || site === "none") return;
  if (site !== null) throw new Failure("cross_site", `sec-fetch-site ${site}`);
  const origin = headers.get("origin");
  if (origin !== null && origin !== new URL(publicUrl).origin) throw new Failure("cross_site", "origin");
}
