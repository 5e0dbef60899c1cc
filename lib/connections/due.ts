/** When something has to be done about a connection. Pure: instants and chance are handed in. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_WARNING_MS = 3 * DAY_MS;

type Token = { expiresAt: Date | null; issuedAt: Date | null; renewable: boolean };

const lifeOf = ({ expiresAt, issuedAt }: Token) =>
  expiresAt === null || issuedAt === null ? null : expiresAt.getTime() - issuedAt.getTime();

/** A reader gets at least this much life: a tenth of the token's, from half a minute to a whole one. */
export function readMarginMs(lifeMs: number): number {
  return Math.min(lifeMs / 2, Math.max(MINUTE_MS / 2, Math.min(MINUTE_MS, lifeMs / 10)));
}

/** Enough life for a reader to use the token. */
export function isFresh(token: Token, at: Date): boolean {
  if (token.expiresAt === null) return true;
  const life = lifeOf(token) ?? Number.POSITIVE_INFINITY;
  return isAlive(token, at) && token.expiresAt.getTime() - at.getTime() > readMarginMs(life);
}

/** A token from the future means that a clock was set back; what is left of it is then anybody's guess. */
export function isAlive({ expiresAt, issuedAt }: Token, at: Date): boolean {
  if (expiresAt === null) return true;
  return expiresAt > at && (issuedAt === null || issuedAt.getTime() - at.getTime() < MINUTE_MS);
}

/**
 * When the sweep should look next. What renews: ahead of its end by a tenth of its life and at least a
 * minute, spread over another tenth; after a new link over nearly all of it, so that accounts linked together
 * never renew together again. What never ends is proven daily. What ends without renewing is announced, then ended.
 */
export function nextDue(token: Token, at: Date, chance: number, after: "link" | "renewal"): Date | null {
  if (token.expiresAt === null) return proofDue(at, chance);
  const end = token.expiresAt.getTime();
  if (!token.renewable) {
    const warning = warningAt(token);
    return warning !== null && warning > at ? warning : token.expiresAt;
  }
  const life = lifeOf(token) ?? end - at.getTime();
  const margin = Math.min(life / 2, Math.max(MINUTE_MS, life / 10));
  const spread = after === "link" ? life - 2 * margin : life / 10;
  return new Date(Math.max(at.getTime() + 1_000, end - margin - chance * spread));
}

/** Daily, give or take a tenth. */
export function proofDue(at: Date, chance: number): Date {
  return new Date(at.getTime() + DAY_MS * (0.9 + 0.2 * chance));
}

/** When its person is told that a token ends which nothing renews: three days before, or a quarter of its life. */
export function warningAt(token: Token): Date | null {
  if (token.expiresAt === null || token.renewable) return null;
  const life = lifeOf(token) ?? LONGEST_WARNING_MS;
  return new Date(token.expiresAt.getTime() - Math.min(LONGEST_WARNING_MS, life / 4));
}

const LONGEST_BACKOFF_MS = 5 * MINUTE_MS;

/** Full jitter between a second and a doubling cap, never before the pause that the vendor asked for. */
export function nextTry(at: Date, failures: number, chance: number, pauseMs = 0): Date {
  const cap = Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** Math.min(failures, 20));
  return new Date(at.getTime() + Math.max(pauseMs, 1_000 + chance * cap));
}
