import "#lib/server-only";
import { createHmac, type KeyObject } from "node:crypto";
import type { ChainLink } from "#db/audit";

/**
 * The links of the audit log: HMAC-SHA256 over the hash of the entry before and every field of this one. The
 * key is the installation's own, sealed in the database: whoever can write rows but not open the vault
 * cannot make a link. Pure.
 */
export function chainWith(key: KeyObject): ChainLink {
  return (previous, entry) =>
    createHmac("sha256", key)
      .update(
        JSON.stringify([
          previous,
          entry.sequence,
          entry.at.toISOString(),
          entry.action,
          entry.actorKind,
          entry.actorId,
          entry.actorName,
          entry.address,
          entry.requestId,
          entry.targetKind,
          entry.targetId,
          entry.targetName,
          entry.data,
        ]),
      )
      .digest("base64url");
}

/** What the first entry goes on from. */
export function beginningWith(key: KeyObject): string {
  return createHmac("sha256", key).update("patchbay audit log").digest("base64url");
}
