import "#lib/server-only";
import {
  type ApiKeyRow,
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  touchApiKey,
} from "#db/api-keys";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { log } from "#lib/log";
import { newId, secret, sha256 } from "#lib/random";
import { recognise } from "#lib/request";

/** API keys: 256 random bits behind a prefix, shown once, kept as a hash. */

const PREFIX = "pb_";
const SHOWN = 8;
const TOUCH_EVERY_MS = 60_000;

/** Makes a key; the answer is the only time it is seen. */
export async function createApiKey(name: string): Promise<string> {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > 200) throw new Failure("invalid_input", "name");
  const key = `${PREFIX}${secret()}`;
  await insertApiKey({
    id: newId(),
    name: trimmed,
    hash: sha256(key),
    prefix: key.slice(0, PREFIX.length + SHOWN),
    scopes: null,
    providers: null,
    owners: null,
    rules: null,
    createdBy: null,
    replaces: null,
    createdAt: now(),
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  });
  return key;
}

/** The key behind `Authorization: Bearer …`; throws `unauthenticated` for any that is not good right now. */
export async function requireApiKey(authorization: string | undefined): Promise<ApiKeyRow> {
  const key = /^Bearer ([\x21-\x7e]{10,200})$/i.exec(authorization ?? "")?.[1];
  const row = key === undefined ? null : await findApiKey(sha256(key));
  const at = now();
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= at))
    throw new Failure("unauthenticated", "api key");
  // Last use is a help to people, not a record: at most once a minute, and no read waits for it.
  if (row.lastUsedAt === null || at.getTime() - row.lastUsedAt.getTime() > TOUCH_EVERY_MS)
    touchApiKey(row.id, at).catch(() => log.warn({ key: row.id }, "Last use of a key was not noted."));
  recognise({ kind: "key", id: row.id, name: row.name });
  return row;
}

export type KeyView = {
  id: string;
  name: string;
  prefix: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export async function listKeys(): Promise<KeyView[]> {
  const rows = await listApiKeys();
  return rows.map(({ id, name, prefix, createdAt, lastUsedAt, revokedAt }) => ({
    id,
    name,
    prefix,
    createdAt,
    lastUsedAt,
    revokedAt,
  }));
}

export async function revokeKey(id: string): Promise<void> {
  if (!(await revokeApiKey(id, now()))) throw new Failure("not_found", "api key");
}
