/**
 * A path on this site to come back to, or the fallback: parsed against a foreign origin, so that whatever a
 * browser would take elsewhere (`//host`, `/\host`, control characters, schemes) is refused.
 */
export function returnPath(text: unknown, fallback: string): string {
  if (typeof text !== "string" || !/^\/[^/\\]/.test(`${text}x`) || /[\\\s]|\p{Cc}/u.test(text))
    return fallback;
  const base = "http://patchbay.invalid";
  if (!URL.canParse(text, base)) return fallback;
  const url = new URL(text, base);
  return url.origin === base && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : fallback;
}
