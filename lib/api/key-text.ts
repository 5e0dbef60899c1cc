import "#lib/server-only";
import { crc32 } from "node:zlib";
import { secret } from "#lib/random";

/**
 * How an API key is written: a prefix by which people and scanners for lost secrets know it, 256 random bits,
 * and a checksum, so that a mistyped key is refused without asking the database.
 */

const PREFIX = "pb_";
const SHOWN = 8;
const written = new RegExp(`^${PREFIX}([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})?$`);

export function newKeyText(): string {
  const random = secret();
  return `${PREFIX}${random}${checksum(random)}`;
}

/** Whether it can be a key at all. The first ones were made without a checksum and go on working. */
export function isKeyText(text: string): boolean {
  const [, random, check] = written.exec(text) ?? [];
  return random !== undefined && (check === undefined || check === checksum(random));
}

/** What a key is recognised by among others. */
export const keyPrefix = (text: string): string => text.slice(0, PREFIX.length + SHOWN);

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
}
