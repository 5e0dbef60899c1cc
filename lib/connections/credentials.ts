import "#lib/server-only";
import type { Credentials } from "#db/connection-changes";
import type { ConnectionRow } from "#db/connections";
import { clientOrNull } from "#lib/clients";
import type { Grant, Held, Provider, TokenSet } from "#lib/providers/types";
import { seal, unseal } from "#lib/vault";
import { world } from "#lib/world";
import { nextDue } from "./due.ts";

/** A connection's secrets, between the row (sealed, one field each) and the provider (open). */

type Field = "accessToken" | "refreshToken" | "grant";

const place = (id: string, field: Field, generation: number) => ({
  table: "connections",
  row: id,
  field,
  generation,
});

/** Seals what is held for one generation of one row. */
export function sealCredentials(
  at: { id: string; generation: number },
  provider: Provider,
  held: { tokens: TokenSet; grant: Grant; accountId: string; issuedAt: Date },
  after: "link" | "renewal",
): Credentials {
  const { tokens, grant, accountId, issuedAt } = held;
  const sealed = (field: Field, text: string) => seal(text, place(at.id, field, at.generation));
  const renewals = provider.renewals({ client: clientOrNull(provider), tokens, grant, accountId });
  const renewable = renewals.length > 0;
  return {
    sealedAccessToken: sealed("accessToken", tokens.accessToken),
    sealedRefreshToken: tokens.refreshToken === null ? null : sealed("refreshToken", tokens.refreshToken),
    sealedGrant: sealed("grant", JSON.stringify(grant)),
    expiresAt: tokens.expiresAt,
    issuedAt,
    renewable,
    grantedScopes: tokens.scopes,
    dueAt: nextDue({ expiresAt: tokens.expiresAt, issuedAt, renewable }, issuedAt, world().random(), after),
  };
}

/** The access token alone: what a token read needs. Null where it has been erased. */
export function openAccessToken(
  row: Pick<ConnectionRow, "id" | "generation" | "sealedAccessToken">,
): string | null {
  return row.sealedAccessToken === null
    ? null
    : unseal(row.sealedAccessToken, place(row.id, "accessToken", row.generation));
}

/** Everything that renewing, testing or revoking needs; null where it has been erased. */
export function openCredentials(row: ConnectionRow): { tokens: TokenSet; grant: Grant } | null {
  const accessToken = openAccessToken(row);
  if (accessToken === null || row.sealedGrant === null) return null;
  return {
    tokens: {
      accessToken,
      refreshToken:
        row.sealedRefreshToken === null
          ? null
          : unseal(row.sealedRefreshToken, place(row.id, "refreshToken", row.generation)),
      scopes: row.grantedScopes,
      expiresAt: row.expiresAt,
    },
    grant: JSON.parse(unseal(row.sealedGrant, place(row.id, "grant", row.generation))) as Grant,
  };
}

/** All that is known when a new access token is wanted for an existing connection. */
export function heldBy(row: ConnectionRow, provider: Provider): Held | null {
  const open = openCredentials(row);
  return open === null ? null : { ...open, client: clientOrNull(provider), accountId: row.accountId };
}
