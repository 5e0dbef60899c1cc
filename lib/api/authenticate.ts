import "#lib/server-only";
import { type ApiKeyRow, findApiKey, touchApiKey } from "#db/api-keys";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { sha256 } from "#lib/random";
import { recognise } from "#lib/request";
import type { KeyActor } from "./key-actor.ts";
import { isKeyText } from "./key-text.ts";
import { knownKey, learnKey } from "./known-keys.ts";

const TOUCH_EVERY_MS = 60_000;

/**
 * The key behind `Authorization: Bearer …` (RFC 6750 §2.1); throws `unauthenticated` for any that is not good
 * right now. What is revoked is refused by this process's next request, and a tenth of a second later by all.
 */
export async function requireApiKey(authorization = ""): Promise<KeyActor> {
  const row = knownKey(authorization) ?? (await learnKey(authorization, () => find(authorization)));
  const at = now();
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= at))
    throw /^bearer /i.test(authorization) ? new RefusedKey() : new Failure("unauthenticated", "no api key");
  // Last use is a help to people, not a record: at most once a minute, and no read waits for it.
  if (row.lastUsedAt === null || at.getTime() - row.lastUsedAt.getTime() > TOUCH_EVERY_MS) {
    row.lastUsedAt = at;
    touch(row.id, at);
  }
  recognise({ kind: "key", id: row.id, name: row.name });
  const { id: keyId, name, scopes, providers, owners, rules } = row;
  return { keyId, name, scopes, providers, owners, rules };
}

/** RFC 6750 §3.1: that a key is wrong is said to whoever came with one, and to nobody else. */
class RefusedKey extends Failure {
  readonly error = "invalid_token";

  constructor() {
    super("unauthenticated", "api key");
  }
}

async function find(authorization: string): Promise<ApiKeyRow | null> {
  const text = /^Bearer +([\x21-\x7e]{10,200})$/i.exec(authorization)?.[1];
  return text === undefined || !isKeyText(text) ? null : findApiKey(sha256(text));
}

const touching = new Set<string>();

function touch(id: string, at: Date): void {
  if (touching.has(id)) return;
  touching.add(id);
  touchApiKey(id, at)
    .catch(() => log.warn({ key: id }, "Last use of a key was not noted."))
    .finally(() => touching.delete(id));
}
