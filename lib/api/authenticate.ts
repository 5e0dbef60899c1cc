import "#lib/server-only";
import { findApiKey, touchApiKey } from "#db/api-keys";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { sha256 } from "#lib/random";
import { recognise } from "#lib/request";
import type { KeyActor } from "./key-actor.ts";
import { isKeyText } from "./key-text.ts";

const TOUCH_EVERY_MS = 60_000;

/**
 * The key behind `Authorization: Bearer …` (RFC 6750 §2.1); throws `unauthenticated` for any that is not good
 * right now. Asked of the database each time: what is revoked is refused by the next request, everywhere.
 */
export async function requireApiKey(authorization: string | undefined): Promise<KeyActor> {
  const text = /^Bearer ([\x21-\x7e]{10,200})$/i.exec(authorization ?? "")?.[1];
  const row = text === undefined || !isKeyText(text) ? null : await findApiKey(sha256(text));
  const at = now();
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= at))
    throw new Failure("unauthenticated", "api key");
  // Last use is a help to people, not a record: at most once a minute, and no read waits for it.
  if (row.lastUsedAt === null || at.getTime() - row.lastUsedAt.getTime() > TOUCH_EVERY_MS) touch(row.id, at);
  recognise({ kind: "key", id: row.id, name: row.name });
  const { id: keyId, name, scopes, providers, owners, rules } = row;
  return { keyId, name, scopes, providers, owners, rules };
}

const touching = new Set<string>();

function touch(id: string, at: Date): void {
  if (touching.has(id)) return;
  touching.add(id);
  touchApiKey(id, at)
    .catch(() => log.warn({ key: id }, "Last use of a key was not noted."))
    .finally(() => touching.delete(id));
}
