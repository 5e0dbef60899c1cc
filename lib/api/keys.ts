import "#lib/server-only";
import {
  type ApiKeyRow,
  endApiKey,
  findApiKeyById,
  insertApiKey,
  listApiKeys,
  saveKeyRevocation,
} from "#db/api-keys";
import { store } from "#db/store";
import { findUser, findUserByEmail } from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { cleanText } from "#lib/providers/oauth";
import { readRules, rulesText } from "#lib/proxy/rules";
import { newId, sha256 } from "#lib/random";
import type { Doer } from "#lib/request";
import { isKeyText, keyPrefix, newKeyText } from "./key-text.ts";
import { forgetKeys } from "./known-keys.ts";
import { isScope, scopeNames } from "./scopes.ts";

/** Making and ending API keys: shown once, kept as a hash. */

/** Who looks after keys: an administrator, or whoever may run the command line. */
export type Keeper = Actor | "operator";

const OPERATOR: Doer = { kind: "operator", id: null, name: null };
const LONGEST_NAME = 200;
const DAY_MS = 86_400_000;

/** What a new key is to be; what is left out is not limited. */
export type KeyWish = {
  name: string;
  scopes?: string[] | undefined;
  /** Vendors' ids. */
  vendors?: string[] | undefined;
  /** People's ids or emails. */
  owners?: string[] | undefined;
  /** What it may call through the proxy, as it is written (lib/proxy/rules.ts). */
  rules?: string | undefined;
  expiresAt?: Date | undefined;
};

/** The answer is the only time that the key is seen. */
export type NewKey = { id: string; key: string };

export async function createApiKey(keeper: Keeper, wish: KeyWish): Promise<NewKey> {
  if (keeper !== "operator") requireAdministrator(keeper);
  const at = now();
  const name = cleanText(wish.name);
  if (name === null || [...name].length > LONGEST_NAME) throw new Failure("invalid_input", "name");
  if (wish.expiresAt !== undefined && !(wish.expiresAt > at)) throw new Failure("invalid_input", "expires");
  const { key, row } = fresh(keeper, {
    name,
    scopes: listed(wish.scopes, isScope, "scopes"),
    providers: listed(wish.vendors, (id) => findProvider(id) !== undefined, "vendors"),
    owners: wish.owners === undefined ? null : await Promise.all(wish.owners.map(ownerId)),
    rules: wish.rules === undefined ? null : readRules(wish.rules),
    replaces: null,
    createdAt: at,
    expiresAt: wish.expiresAt ?? null,
  });
  await store().atomically([insertApiKey(row), told("api_key.created", row, at, keeper, limits(row))]);
  return { id: row.id, key };
}

const longestOverlapMs = 30 * DAY_MS;

/** A key in the place of another one, which may do the same; the old one goes on for `overlapMs`. */
export async function rotateApiKey(keeper: Keeper, id: string, overlapMs: number): Promise<NewKey> {
  if (keeper !== "operator") requireAdministrator(keeper);
  if (!(overlapMs >= 0 && overlapMs <= longestOverlapMs)) throw new Failure("invalid_input", "overlap");
  const old = await known(id);
  const at = now();
  const { name, scopes, providers, owners, rules } = old;
  const { key, row } = fresh(keeper, {
    ...{ name, scopes, providers, owners, rules },
    replaces: old.id,
    createdAt: at,
    // As long as the old one was to live when it was made.
    expiresAt:
      old.expiresAt === null
        ? null
        : new Date(at.getTime() + old.expiresAt.getTime() - old.createdAt.getTime()),
  });
  const until = new Date(at.getTime() + overlapMs);
  const rows = await store().atomically([
    endApiKey(old.id, at, until),
    insertApiKey(row),
    told("api_key.rotated", old, at, keeper, { successor: row.id, until: until.toISOString() }),
  ]);
  if (rows === null) throw new Failure("key_over", id);
  forgetKeys();
  return { id: row.id, key };
}

/** Revoking what is revoked already changes nothing. */
export async function revokeApiKey(keeper: Keeper, id: string): Promise<void> {
  if (keeper !== "operator") requireAdministrator(keeper);
  const row = await known(id);
  const at = now();
  await store().atomically([saveKeyRevocation(id, at), told("api_key.revoked", row, at, keeper)]);
  forgetKeys();
}

export type KeyView = {
  id: string;
  name: string;
  prefix: string;
  /** Null: everything. */
  scopes: string[] | null;
  vendors: string[] | null;
  owners: string[] | null;
  rules: string | null;
  state: "good" | "expired" | "revoked";
  /** The key that it took the place of. */
  replaces: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

/** Newest first. */
export async function listKeys(keeper: Keeper): Promise<KeyView[]> {
  if (keeper !== "operator") requireAdministrator(keeper);
  const at = now();
  return (await listApiKeys()).map((row) => view(row, at));
}

/** The key that was just made, if this is what it reads. */
export async function keyOfText(keeper: Keeper, text: string): Promise<KeyView | null> {
  const keys = isKeyText(text) ? await listKeys(keeper) : [];
  return keys.find(({ prefix }) => prefix === keyPrefix(text)) ?? null;
}

function view(row: ApiKeyRow, at: Date): KeyView {
  const {
    id,
    name,
    prefix,
    scopes,
    providers,
    owners,
    rules,
    replaces,
    createdAt,
    expiresAt,
    revokedAt,
    lastUsedAt,
  } = row;
  const state = revokedAt !== null ? "revoked" : expiresAt !== null && expiresAt <= at ? "expired" : "good";
  return {
    id,
    name,
    prefix,
    scopes,
    vendors: providers,
    owners,
    rules: rules === null ? null : rulesText(rules),
    state,
    replaces,
    createdAt,
    expiresAt,
    revokedAt,
    lastUsedAt,
  };
}

type Made = Omit<ApiKeyRow, "id" | "hash" | "prefix" | "createdBy" | "revokedAt" | "lastUsedAt">;

function fresh(keeper: Keeper, made: Made): { key: string; row: ApiKeyRow } {
  const key = newKeyText();
  const row: ApiKeyRow = {
    ...made,
    id: newId(),
    hash: sha256(key),
    prefix: keyPrefix(key),
    createdBy: keeper === "operator" ? null : keeper.userId,
    revokedAt: null,
    lastUsedAt: null,
  };
  return { key, row };
}

async function known(id: string): Promise<ApiKeyRow> {
  const row = await findApiKeyById(id);
  if (row === null) throw new Failure("not_found", "api key");
  return row;
}

/** A list that limits has something in it, and each of it is known. */
function listed(
  names: string[] | undefined,
  isKnown: (name: string) => boolean,
  what: string,
): string[] | null {
  if (names === undefined) return null;
  if (names.length === 0 || !names.every(isKnown)) throw new Failure("invalid_input", what);
  return [...new Set(names)];
}

async function ownerId(text: string): Promise<string> {
  const person = (await findUser(text)) ?? (await findUserByEmail(text.toLowerCase()));
  if (person === null) throw new Failure("invalid_input", "owners");
  return person.id;
}

const limits = ({ scopes, providers, owners, rules, expiresAt }: ApiKeyRow) => ({
  scopes: scopes ?? scopeNames,
  vendors: providers,
  owners,
  rules: rules === null ? null : rulesText(rules),
  expiresAt: expiresAt?.toISOString() ?? null,
});

const told = (
  action: "api_key.created" | "api_key.rotated" | "api_key.revoked",
  { id, name }: ApiKeyRow,
  at: Date,
  keeper: Keeper,
  data: Record<string, unknown> = {},
) =>
  recorded({
    action,
    target: { kind: "api_key", id, name },
    at,
    data,
    ...(keeper === "operator" ? { by: OPERATOR } : {}),
  });
