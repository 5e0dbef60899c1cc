import "#lib/server-only";
import { relinkConnection } from "#db/connection-changes";
import { type ConnectionRow, findByAccount, findConnection, insertConnection } from "#db/connections";
import { deleteInstallation } from "#db/installations";
import { endAttempt } from "#db/link-attempts";
import { store } from "#db/store";
import { findUser } from "#db/users";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import type { Account, Grant, Provider, TokenSet } from "#lib/providers/types";
import { newId } from "#lib/random";
import { sealCredentials } from "./credentials.ts";
import { event } from "./events.ts";
import { revokeLate } from "./revoke.ts";

export type Linked = {
  tokens: TokenSet;
  grant: Grant;
  account: Account;
  requestedScopes: string[] | null;
  /** The connection being reconnected; null for a new one. */
  connectionId: string | null;
  /** The attempt that led here, where there was one. It ends with the same commit, so that a reload after a crash finds what came of it. */
  attemptId?: string;
};

const TRIES = 5;

/**
 * Stores what a finished flow brought. The same account linked twice by one person is one connection, which
 * keeps its id; a reconnect that brings another account changes nothing (`account_mismatch`). An installation
 * of the account that waited for its owner is claimed by it. A person who has deleted their account meanwhile
 * has no use for it, and the vendor is told so.
 */
export async function saveLink(
  actor: Actor,
  provider: Provider,
  linked: Linked,
): Promise<{ id: string; again: boolean }> {
  try {
    return await save(actor, provider, linked);
  } catch (error) {
    if ((await findUser(actor.userId)) !== null) throw error;
    await revokeLate(provider, newId(), linked.tokens);
    throw new Failure("unauthenticated", "the person left meanwhile");
  }
}

async function save(actor: Actor, provider: Provider, linked: Linked) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const existing = await findExisting(actor, provider, linked);
    const id =
      existing === null
        ? await insert(actor, provider, linked)
        : await relink(actor, provider, existing, linked);
    if (id !== null) return { id, again: existing !== null };
    // Somebody else changed the row since it was read: look again. The newest link wins.
  }
  throw new Failure("busy", "the connection kept changing");
}

async function findExisting(actor: Actor, provider: Provider, { account, connectionId }: Linked) {
  if (connectionId === null) return findByAccount(actor, provider.id, account.id);
  const row = await findConnection(actor, connectionId);
  if (row === null) throw new Failure("not_found", "connection");
  if (row.accountId !== account.id) throw new Failure("account_mismatch", row.id);
  return row;
}

async function insert(actor: Actor, provider: Provider, linked: Linked): Promise<string | null> {
  const id = newId();
  const at = now();
  const rows = await store().atomically([
    insertConnection({
      id,
      userId: actor.userId,
      provider: provider.id,
      accountId: linked.account.id,
      generation: 1,
      failures: 0,
      createdAt: at,
      ...linkedColumns(provider, { id, generation: 1 }, linked, at),
    }),
    ...event(
      "linked",
      {
        id,
        userId: actor.userId,
        provider: provider.id,
        accountId: linked.account.id,
        accountName: linked.account.name,
      },
      { actorId: actor.userId, at, data: { generation: 1, scopes: grantedScopes(linked) } },
    ),
    deleteInstallation(provider.id, linked.account.id),
    ...ended(linked, id),
  ]);
  return rows === null ? null : id;
}

async function relink(
  actor: Actor,
  provider: Provider,
  row: ConnectionRow,
  linked: Linked,
): Promise<string | null> {
  const at = now();
  const rows = await store().atomically([
    relinkConnection(
      row,
      linkedColumns(provider, { id: row.id, generation: row.generation + 1 }, linked, at),
    ),
    ...event("relinked", row, {
      actorId: actor.userId,
      at,
      data: {
        generation: row.generation + 1,
        scopesBefore: row.grantedScopes,
        scopes: grantedScopes(linked),
      },
    }),
    deleteInstallation(provider.id, linked.account.id),
    ...ended(linked, row.id),
  ]);
  return rows === null ? null : row.id;
}

const ended = ({ attemptId }: Linked, id: string) =>
  attemptId === undefined ? [] : [endAttempt(attemptId, "linked", id)];

const grantedScopes = ({ account, tokens }: Linked) => account.scopes ?? tokens.scopes;

function linkedColumns(
  provider: Provider,
  at: { id: string; generation: number },
  linked: Linked,
  linkedAt: Date,
) {
  const { account, tokens, grant, requestedScopes } = linked;
  return {
    ...sealCredentials(
      at,
      provider,
      {
        tokens: { ...tokens, scopes: grantedScopes(linked) },
        grant,
        accountId: account.id,
        issuedAt: linkedAt,
      },
      "link",
    ),
    accountName: account.name,
    accountUrl: account.url,
    status: "active",
    requestedScopes,
    provedBy: "link",
    provedAt: linkedAt,
    receipt: null,
    linkedAt,
  } as const;
}
