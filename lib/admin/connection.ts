import "#lib/server-only";
import { findConnection } from "#db/connections";
import { type DeliveryRow, listDeliveriesOf, listMessagesOf, type ToldRow } from "#db/told";
import { findUser } from "#db/users";
import { readConnection } from "#lib/connections/read";
import type { ConnectionDetail } from "#lib/connections/view";
import { Failure } from "#lib/errors";
import { asAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { keyIdOf } from "#lib/vault";

/** A connection as its owner sees it, and what is stored of it; never a token, sealed or open. */
export type AdministeredConnection = {
  connection: ConnectionDetail;
  owner: { id: string; name: string; email: string | null; disabled: boolean };
  facts: RawFacts;
  told: (ToldRow & { deliveries: DeliveryRow[] })[];
};

export type RawFacts = {
  status: string;
  generation: number;
  renewable: boolean;
  issuedAt: Date | null;
  expiresAt: Date | null;
  provedBy: string | null;
  provedAt: Date | null;
  dueAt: Date | null;
  retryAt: Date | null;
  failures: number;
  failureCode: string | null;
  failedAt: Date | null;
  /** Who renews it at this moment, until when at most, and what of. */
  lease: { owner: string; until: Date | null } | null;
  intent: string | null;
  /** Which keys seal what is held, by the name of the field; empty: nothing is held. */
  sealedBy: { field: string; key: string }[];
  requestedScopes: string | null;
  grantedScopes: string | null;
  createdAt: Date;
};

const MOST_MESSAGES = 20;

export async function readAsAdministrator(actor: Actor, id: string): Promise<AdministeredConnection> {
  const administrator = asAdministrator(actor);
  const [row, connection] = await Promise.all([
    findConnection(administrator, id),
    readConnection(administrator, id),
  ]);
  if (row === null) throw new Failure("not_found", "connection");
  const [owner, messages] = await Promise.all([findUser(row.userId), listMessagesOf(id, MOST_MESSAGES)]);
  const deliveries = await listDeliveriesOf(messages.map((message) => message.id));
  const sealed = {
    "access token": row.sealedAccessToken,
    "refresh token": row.sealedRefreshToken,
    grant: row.sealedGrant,
  };
  return {
    connection,
    owner: {
      id: row.userId,
      name: owner?.name ?? connection.linkedBy,
      email: owner === null || owner.customerId !== null ? null : owner.email,
      disabled: owner?.disabledAt !== null && owner !== null,
    },
    facts: {
      status: row.status,
      generation: row.generation,
      renewable: row.renewable,
      issuedAt: row.issuedAt,
      expiresAt: row.expiresAt,
      provedBy: row.provedBy,
      provedAt: row.provedAt,
      dueAt: row.dueAt,
      retryAt: row.retryAt,
      failures: row.failures,
      failureCode: row.failureCode,
      failedAt: row.failedAt,
      lease: row.leaseOwner === null ? null : { owner: row.leaseOwner, until: row.leaseUntil },
      intent: row.intent === null ? null : JSON.stringify(row.intent),
      sealedBy: Object.entries(sealed).flatMap(([field, text]) =>
        text === null ? [] : [{ field, key: keyIdOf(text) }],
      ),
      requestedScopes: row.requestedScopes?.join(" ") ?? null,
      grantedScopes: row.grantedScopes?.join(" ") ?? null,
      createdAt: row.createdAt,
    },
    told: messages.map((message) => ({
      ...message,
      deliveries: deliveries.filter(({ messageId }) => messageId === message.id),
    })),
  };
}
