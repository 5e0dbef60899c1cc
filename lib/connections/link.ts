import "#lib/server-only";
import { createHash } from "node:crypto";
import { findConnection } from "#db/connections";
import { type AttemptRow, insertAttempt } from "#db/link-attempts";
import { recorded } from "#lib/audit/record";
import { registeredClient, scopesFor } from "#lib/clients";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { address } from "#lib/http";
import { limit } from "#lib/limits";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { newId, secret, sha256 } from "#lib/random";
import { seal } from "#lib/vault";
import { requireRunning } from "#lib/vendors/settings";
import { openArrival } from "./arrival.ts";

/** Leaving for the vendor (RFC 6749 §4.1.1) or its installer. */

const ATTEMPT_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** Where vendors send people back to. */
export const callbackUrl = (provider: Provider): string => `${env().PUBLIC_URL}/link/${provider.id}/callback`;

/** The provider of an id from outside; throws `not_found`. */
export function knownProvider(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined) throw new Failure("not_found", "provider");
  return provider;
}

/** The person's own connection that is to be reconnected; null for a new one. */
export async function reconnected(
  actor: Actor,
  provider: Provider,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  const row = await findConnection(actor, id);
  if (row === null || row.provider !== provider.id) throw new Failure("not_found", "connection");
  return row.id;
}

/**
 * Begins an attempt: 256 random bits of `state`, kept as a hash and bound to person, session, browser and
 * provider for ten minutes. Answers the address to send the browser to.
 */
export async function startLink(
  actor: Actor,
  provider: Provider,
  start: { browser: string; connectionId: string | null; arrival: string | null },
): Promise<string> {
  if (provider.flow === "api-key") throw new Failure("invalid_input", "a key is needed");
  const client = registeredClient(provider);
  await requireRunning(provider.id, "linking");
  await limit(`links:${actor.userId}`, env().RATE_LIMIT_LINKS_PER_HOUR, HOUR_MS);
  const connectionId = await reconnected(actor, provider, start.connectionId);
  const arrivalToken = start.arrival === null ? null : openArrival(provider, start.arrival);
  const state = secret();
  const verifier = secret();
  const attempt = newAttempt(actor, provider, { ...start, connectionId, state, verifier });
  await insertAttempt(
    attempt,
    recorded({
      action: "link.begun",
      target: { kind: "link_attempt", id: attempt.id },
      at: attempt.createdAt,
      data: { provider: provider.id, ...(connectionId === null ? {} : { connection: connectionId }) },
    }),
  );
  const link = {
    state,
    returnUrl: callbackUrl(provider),
    // RFC 7636 §4.2, S256.
    codeChallenge: createHash("sha256").update(verifier).digest("base64url"),
    scopes: attempt.requestedScopes,
    arrivalToken,
  };
  const url =
    provider.flow === "app-install" ? provider.installUrl(client, link) : provider.authorizeUrl(client, link);
  return address(provider, url);
}

function newAttempt(
  actor: Actor,
  provider: Provider,
  begun: {
    browser: string;
    connectionId: string | null;
    arrival: string | null;
    state: string;
    verifier: string;
  },
): AttemptRow {
  const id = newId();
  const createdAt = now();
  return {
    id,
    stateHash: sha256(begun.state),
    userId: actor.userId,
    sessionId: sha256(actor.sessionId),
    browserHash: sha256(begun.browser),
    provider: provider.id,
    connectionId: begun.connectionId,
    sealedVerifier: seal(begun.verifier, verifierPlace(id)),
    requestedScopes: scopesFor(provider),
    begunAtVendor: begun.arrival !== null,
    outcome: "waiting",
    linkedId: null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + ATTEMPT_MS),
  };
}

export const verifierPlace = (id: string) => ({
  table: "link_attempts",
  row: id,
  field: "verifier",
  generation: 0,
});
