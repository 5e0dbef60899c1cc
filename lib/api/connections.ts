import "#lib/server-only";
import { z } from "zod";
import { type ConnectionRow, findConnection, listConnections } from "#db/connections";
import { now } from "#lib/clock";
import { openAccessToken } from "#lib/connections/credentials";
import { outlookOf } from "#lib/connections/forecast";
import { freshConnection } from "#lib/connections/fresh";
import { noteRead } from "#lib/connections/reads";
import { scopesView } from "#lib/connections/scopes";
import { stateOf } from "#lib/connections/state";
import { Failure } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import { openIncidentOf } from "#lib/vendors/incidents";

/** Connections as the developer API shows them. Refresh tokens and grants never leave. */

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  cursor: z.string().max(200).optional(),
  provider: z.string().max(60).optional(),
});

/** `?limit=&cursor=&provider=`; oldest first. */
export async function list(query: URLSearchParams) {
  const parsed = listQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new Failure("invalid_input", "query");
  const { limit, cursor, provider } = parsed.data;
  const rows = await listConnections("everyone", {
    limit: limit + 1,
    after: cursor === undefined ? undefined : readCursor(cursor),
    ...(provider === undefined ? {} : { provider }),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(view),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(last) : null,
  };
}

export async function read(id: string) {
  return view(await known(id));
}

/** A working token: renewed first when due, however many ask at once. */
export async function token(id: string, keyId: string) {
  const row = await freshConnection((await known(id)).id);
  const accessToken = openAccessToken(row);
  if (accessToken === null) throw new Failure("reauth_required", row.id);
  const provider = findProvider(row.provider);
  noteRead(row.id, keyId);
  const scopes = provider === undefined ? null : scopesView(provider, row.requestedScopes, row.grantedScopes);
  return {
    accessToken,
    authorization: provider?.authorization?.(accessToken) ?? `Bearer ${accessToken}`,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    scopes: scopes?.granted.map(({ name }) => name) ?? [],
    missingScopes: scopes?.missing.map(({ name }) => name) ?? [],
    connectionId: row.id,
    provider: row.provider,
  };
}

async function known(id: string): Promise<ConnectionRow> {
  const row = id.length > 60 ? null : await findConnection("everyone", id);
  if (row === null) throw new Failure("not_found", "connection");
  return row;
}

function view(row: ConnectionRow) {
  const next = outlookOf(row, now());
  const provider = findProvider(row.provider);
  const state = stateOf(row, provider ?? { name: row.provider }, now(), openIncidentOf(row.provider));
  return {
    id: row.id,
    provider: row.provider,
    status: row.status,
    health: {
      state: state.name,
      sentence: state.sentence,
      provedBy: row.provedBy,
      provedAt: row.provedAt?.toISOString() ?? null,
      next: next === null ? null : { kind: next.kind, at: next.at.toISOString() },
    },
    label: row.label,
    account: { id: row.accountId, name: row.accountName, url: row.accountUrl },
    ownerId: row.userId,
    scopes: row.grantedScopes ?? row.requestedScopes ?? [],
    requestedScopes: row.requestedScopes,
    grantedScopes: row.grantedScopes,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    renews: row.renewable,
    lastReadAt: row.lastReadAt?.toISOString() ?? null,
    linkedAt: row.linkedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}

const writeCursor = ({ createdAt, id }: ConnectionRow) =>
  Buffer.from(`${createdAt.getTime()} ${id}`).toString("base64url");

function readCursor(cursor: string): { createdAt: Date; id: string } {
  const [, instant, id] =
    /^(\d{1,15}) ([\x21-\x7e]{1,60})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (instant === undefined || id === undefined) throw new Failure("invalid_input", "cursor");
  return { createdAt: new Date(Number(instant)), id };
}
