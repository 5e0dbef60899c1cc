/** Which headers a proxied request and its answer keep. Pure. */

type Headers = Record<string, string | string[] | undefined>;

/** RFC 9110 §7.6.1: these are between two neighbours and end with them. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What says who the caller is, here or at the vendor, and what we say ourselves. */
const callersOwn = new Set([
  "authorization",
  "cookie",
  "forwarded",
  "host",
  "expect",
  "via",
  "idempotency-key",
]);

/** What makes some servers do another request than the one that a key's rules were held against. */
const steering = new Set([
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-original-url",
  "x-rewrite-url",
]);

const ofProxies = /^x-(forwarded|patchbay)-/;

/** What the caller's request passes on. */
export function requestHeaders(headers: Headers): Record<string, string | string[]> {
  return kept(headers, (name) => callersOwn.has(name) || steering.has(name) || ofProxies.test(name));
}

/** What would act on our own origin, or hands the vendor's cookies to the caller. */
const vendorsOwn = new Set([
  "set-cookie",
  "location",
  "refresh",
  "clear-site-data",
  "strict-transport-security",
  "content-security-policy",
  "alt-svc",
  "nel",
  "report-to",
  "reporting-endpoints",
  "service-worker-allowed",
  "cache-control",
  "x-request-id",
]);

/** What the vendor's answer passes on. */
export function answerHeaders(headers: Headers, status = 200): Record<string, string | string[]> {
  // RFC 9110 §8.6: no length is told of what cannot have one, or somebody waits for it.
  const lengthless = (name: string) => status === 204 && name === "content-length";
  return {
    ...kept(
      headers,
      (name) => vendorsOwn.has(name) || name.startsWith("access-control-") || lengthless(name),
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  };
}

function kept(headers: Headers, isDropped: (name: string) => boolean): Record<string, string | string[]> {
  const named = [headers.connection ?? []].flat().flatMap((list) => list.toLowerCase().split(/\s*,\s*/));
  const result: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(headers)) {
    const name = key.toLowerCase();
    if (value === undefined || hopByHop.has(name) || named.includes(name) || isDropped(name)) continue;
    result[name] = value;
  }
  return result;
}
