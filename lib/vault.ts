import "#lib/server-only";
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { remember } from "#lib/redaction";

/**
 * Seals secrets with AES-256-GCM (NIST SP 800-38D): random 96-bit nonce, 128-bit tag, and the place the
 * secret belongs to as associated data, so that a sealed text moved to another row, field or generation
 * does not open. Sealed text: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url.
 */
export type Keyset = { primary: string; keys: ReadonlyMap<string, KeyObject> };

/** Where a sealed text lives. */
export type Place = { table: string; row: string; field: string; generation: number };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads `id:base64-of-32-bytes, …`; the first key seals, all of them open. Errors never quote a key. */
export function readKeyset(text: string): Keyset {
  const keys = new Map<string, KeyObject>();
  let primary: string | undefined;
  for (const [index, entry] of text
    .split(",")
    .map((part) => part.trim())
    .entries()) {
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined)
      throw new Error("PATCHBAY_KEYS must read id:base64-of-32-bytes, several separated by commas.");
    const bytes = Buffer.from(encoded, "base64");
    if (bytes.length !== 32)
      throw new Error(`Key number ${index + 1} in PATCHBAY_KEYS has ${bytes.length} bytes; it must have 32.`);
    if (keys.has(id))
      throw new Error(`Key number ${index + 1} in PATCHBAY_KEYS has an id that stood there before.`);
    // A KeyObject made once; a raw buffer costs several times as much at every use.
    keys.set(id, createSecretKey(bytes));
    primary ??= id;
  }
  if (primary === undefined) throw new Error("PATCHBAY_KEYS is empty.");
  return { primary, keys };
}

// One keyset for the process; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & {
  patchbayKeyset?: Keyset;
  patchbayKeySource?: (() => Keyset | null) | undefined;
  patchbaySeals?: Map<string, number>;
};
holder.patchbaySeals ??= new Map();
const seals = holder.patchbaySeals;

export function setKeyset(keyset: Keyset): void {
  holder.patchbayKeyset = keyset;
}

export function keyset(): Keyset {
  if (holder.patchbayKeyset === undefined) throw new Error("The vault was used before its keys were read.");
  return holder.patchbayKeyset;
}

/**
 * Where keys come from that may change while the process runs; answers them when they have. Asked before
 * something is sealed, so that no process goes on sealing with a key that others take for an old one, and
 * when a key is not known.
 */
export function setKeySource(source: (() => Keyset | null) | undefined): void {
  holder.patchbayKeySource = source;
}

/** The keys as they are at this moment. */
export function latestKeyset(): Keyset {
  const changed = holder.patchbayKeySource?.() ?? null;
  if (changed !== null) setKeyset(changed);
  return keyset();
}

/** How often each key has sealed in this process since this was last asked. */
export function takeSeals(): [keyId: string, count: number][] {
  const taken = [...seals];
  seals.clear();
  return taken;
}

export function seal(plaintext: string, place: Place): string {
  remember(plaintext);
  const { primary, keys } = latestKeyset();
  seals.set(primary, (seals.get(primary) ?? 0) + 1);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keys.get(primary) as KeyObject, nonce);
  cipher.setAAD(associatedData(primary, place));
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return written(primary, nonce, sealed);
}

/** Opens what `seal` made for this very place; anything else throws an error that names only the place. */
export function unseal(text: string, place: Place): string {
  try {
    const [version, keyId = "", nonce = "", body = ""] = text.split(".");
    const key = keyset().keys.get(keyId) ?? latestKeyset().keys.get(keyId);
    if (version !== "v1" || key === undefined) throw new Error("unknown key");
    const start = Buffer.from(nonce, "base64url");
    const bytes = Buffer.from(body, "base64url");
    // The decoder passes over what is no base64url, so an edit there would go unseen.
    if (text !== written(keyId, start, bytes)) throw new Error("edited");
    const decipher = createDecipheriv("aes-256-gcm", key, start, { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(keyId, place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plaintext =
      decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    remember(plaintext);
    return plaintext;
  } catch {
    throw new Error(`A sealed text does not open: ${place.table}.${place.field} of ${place.row}.`);
  }
}

/** The id of the key that sealed a text. */
export function keyIdOf(text: string): string {
  return text.split(".")[1] ?? "";
}

const written = (keyId: string, nonce: Buffer, sealed: Buffer) =>
  `v1.${keyId}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;

function associatedData(keyId: string, place: Place): Buffer {
  return Buffer.from(JSON.stringify([keyId, place.table, place.row, place.field, place.generation]));
}
