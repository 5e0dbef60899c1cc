import "#lib/server-only";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { remember } from "#lib/redaction";

/** 256 random bits, base64url. */
export function secret(): string {
  const text = randomBytes(32).toString("base64url");
  remember(text);
  return text;
}

/** An identifier that gives nothing away and is no secret. */
export function newId(): string {
  return randomUUID();
}

/** What is stored in place of a secret that only ever has to be recognised. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
