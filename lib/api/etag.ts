import "#lib/server-only";
import { createHash } from "node:crypto";
import { Failure } from "#lib/errors";

/** Strong entity tags (RFC 9110 §8.8.3) over what is answered. */

export const etagOf = (body: string): string =>
  `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;

/** RFC 9110 §13.1.2: weak comparison. */
export const isKnown = (etag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined && (ifNoneMatch.trim() === "*" || tags(ifNoneMatch).includes(etag));

/** RFC 9110 §13.1.1; a weak tag never matches. */
export function requireMatch(etag: () => string, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  if (!ifMatch.split(",").some((tag) => tag.trim() === etag())) throw new Failure("precondition_failed");
}

const tags = (header: string) => header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
