import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export type Issued = { token: string; grant: string; scopes: string[]; issuedAt: number; expiresAt: number };
export type Tokens = Map<string, Issued>;

export const hex = (bytes = 32) => randomBytes(bytes).toString("hex");
export const urlSafe = (bytes = 32) => randomBytes(bytes).toString("base64url");

/** Remembers a token, and forgets long dead ones so that a night of load does not fill the memory. */
export function issue(tokens: Tokens, issued: Issued): Issued {
  if (tokens.size >= 5000) {
    for (const [token, { expiresAt }] of tokens) if (expiresAt <= issued.issuedAt) tokens.delete(token);
  }
  tokens.set(issued.token, issued);
  return issued;
}

export function liveToken(tokens: Tokens, token: string | undefined, now: number): Issued | undefined {
  const issued = token === undefined ? undefined : tokens.get(token);
  return issued && issued.expiresAt > now ? issued : undefined;
}

/** Ends tokens at this moment without deleting them: those of one grant, or all. Answers how many were alive. */
export function expire(tokens: Tokens, now: number, grant?: string) {
  let ended = 0;
  for (const issued of tokens.values()) {
    if (issued.expiresAt <= now || (grant && issued.grant !== grant)) continue;
    issued.expiresAt = now;
    ended++;
  }
  return ended;
}

export function tokensOf(tokens: Tokens, grant: string, now: number) {
  return [...tokens.values()]
    .filter((issued) => issued.grant === grant)
    .map(({ token, scopes, expiresAt }) => ({
      token,
      scopes,
      expiresAt: Number.isFinite(expiresAt) ? new Date(expiresAt).toISOString() : null,
      live: expiresAt > now,
    }));
}

export function sameText(a: string, b: string) {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** RFC 7636 §4.6, S256 only. */
export function provesChallenge(verifier: string | undefined, challenge: string) {
  return verifier !== undefined && createHash("sha256").update(verifier).digest("base64url") === challenge;
}
