import "#lib/server-only";
import { createHmac, type KeyObject } from "node:crypto";
import type { ChainLink } from "#db/audit";
import type { TrimRow } from "#db/audit-trims";

/** A place in the log: the number of an entry and its hash. Together they are the head of the log as it was. */
export type Point = { sequence: number; hash: string };

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

/** What was dropped from the beginning of the log, so that it can neither be made up nor altered. */
export function trimSignature(key: KeyObject, trim: Omit<TrimRow, "signature">): string {
  return signed(key, [
    "trim",
    trim.sequence,
    trim.hash,
    trim.entries,
    trim.firstAt.toISOString(),
    trim.lastAt.toISOString(),
    trim.summary,
    trim.trimmedAt.toISOString(),
  ]);
}

/** That the log was whole up to an entry at a time. */
export const checkSignature = (key: KeyObject, { sequence, hash }: Point, at: string): string =>
  signed(key, ["verified", sequence, hash, at]);

const signed = (key: KeyObject, facts: unknown[]) =>
  createHmac("sha256", key).update(JSON.stringify(facts)).digest("base64url");
