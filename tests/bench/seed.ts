import {
  renameConnection,
  saveDoubt,
  saveProof,
  saveRefusal,
  saveRenewal,
  saveRevocation,
} from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { type Statement, store } from "#db/store";
import { findUserByEmail } from "#db/users";
import { boot, shutDown } from "#lib/boot";
import { now } from "#lib/clock";
import { sealCredentials } from "#lib/connections/credentials";
import { event } from "#lib/connections/events";
import { saveLink } from "#lib/connections/save-link";
import type { Actor } from "#lib/people/sessions";
import { providers } from "#lib/providers/index";
import type { Grant, Provider, TokenSet } from "#lib/providers/types";
import { newId, secret } from "#lib/random";
import { setWorld } from "#lib/world";

/**
 * `node tests/bench/seed.ts EMAIL COUNT` links that many accounts for a person: through the product's own
 * functions, sealed with its own key, spread over all vendors and all states that last.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const RENEWALS = 6;

const first = "Acme Northwind Harbour Lakeside Meridian Orchard Pinecrest Quarry Riverside Summit".split(" ");
const second = "Studios Films Bakery Support Academy Outdoors Press Kitchen Clinic Records".split(" ");

const [, , email = "", count = "0"] = process.argv;
await boot();
const present = now().getTime();
const actor = await actorCalled(email);
for (let index = 0; index < Number(count); index += 1) await link(index);
await shutDown();

async function actorCalled(address: string): Promise<Actor> {
  const user = await findUserByEmail(address);
  if (user === null) throw new Error(`There is nobody with the e-mail ${address}.`);
  return { userId: user.id, name: user.name, email: user.email, role: user.role, sessionId: newId() };
}

/** Linked some days ago, kept alive since in its vendor's way, and then whatever became of it. */
async function link(index: number): Promise<void> {
  const kinds: Provider[] = Object.values(providers);
  const provider = kinds[index % kinds.length] as Provider;
  wasAgo((2 + (index % 27)) * DAY_MS + (index % 59) * MINUTE_MS);
  const { id } = await saveLink(actor, provider, {
    tokens: newTokens(provider),
    grant: grantOf(provider),
    account: { id: `seeded-${index}`, name: nameOf(index), url: null },
    requestedScopes: provider.defaultScopes === null ? null : [...provider.defaultScopes],
    connectionId: null,
  });
  await keepAlive(id, provider, index);
  await meetFate(id, index);
}

async function keepAlive(id: string, provider: Provider, index: number): Promise<void> {
  const about = { connectionId: id, actorId: null };
  const lifeMs = lifeOf(provider);
  if (lifeMs === null) {
    // What nobody has tested lately is still said to work, but not that it was checked.
    if (index % 3 === 0) return;
    wasAgo(((index % 11) + 1) * HOUR_MS);
    return change(id, (row) => [
      saveProof(row, { provedAt: now(), accountName: row.accountName, accountUrl: row.accountUrl }),
      event("tested", { ...about, at: now() }),
    ]);
  }
  for (let ago = RENEWALS; ago > 0; ago -= 1) {
    wasAgo(lifeMs * 0.85 * (ago - 0.9 + (index % 7) / 10));
    await change(id, (row) => [
      saveRenewal(row, { ...renewed(provider, row), provedAt: now() }),
      event("renewed", { ...about, at: now(), data: { ahead: true } }),
    ]);
  }
}

/** Of twenty-five one needs its person, one is gone, one has a vendor that did not answer, two have a name of their own. */
async function meetFate(id: string, index: number): Promise<void> {
  wasAgo((index % 47) * MINUTE_MS);
  const about = { connectionId: id, actorId: null, at: now() };
  const failed = { failureCode: "provider_unreachable", failedAt: now() };
  if (index % 25 === 3)
    await change(id, (row) => [
      saveRefusal(row, { failureCode: "reauth_required", failedAt: now() }),
      event("refused", about),
    ]);
  if (index % 25 === 12)
    await change(id, (row) => [
      saveRevocation(row, { erasedAt: now().toISOString(), revocation: "not_offered" }),
      event("disconnected", { ...about, actorId: actor.userId }),
    ]);
  if (index % 25 === 19)
    await change(id, (row) => [
      saveDoubt(row, failed),
      event("renewal_failed", { ...about, data: { code: failed.failureCode } }),
    ]);
  if (index % 25 === 8 || index % 25 === 21) await renameConnection(actor, id, `Team ${index}`);
}

async function change(id: string, statements: (row: ConnectionRow) => [Statement, Statement]): Promise<void> {
  const row = await findConnection(actor, id);
  if (row === null || (await store().atomically(statements(row))) === null)
    throw new Error(`Connection ${id} could not be brought into its state.`);
}

function renewed(provider: Provider, row: ConnectionRow) {
  const at = { id: row.id, generation: row.generation + 1 };
  const held = { tokens: newTokens(provider), grant: grantOf(provider), accountId: row.accountId };
  return sealCredentials(at, provider, { ...held, issuedAt: now() }, "renewal");
}

function newTokens(provider: Provider): TokenSet {
  const lifeMs = lifeOf(provider);
  return {
    accessToken: secret(),
    refreshToken: lifeMs === null ? null : secret(),
    scopes: provider.tellsScopes ? Object.keys(provider.scopes).slice(0, 4) : null,
    expiresAt: lifeMs === null ? null : new Date(now().getTime() + lifeMs),
  };
}

function grantOf({ flow }: Provider): Grant {
  if (flow === "api-key") return { kind: "api-key", values: { apiKey: secret() } };
  return flow === "app-install" ? { kind: "installation", instanceId: newId() } : { kind: "code" };
}

function lifeOf({ tokenLifeSeconds }: Provider): number | null {
  return tokenLifeSeconds === null ? null : tokenLifeSeconds * 1_000;
}

function wasAgo(ms: number): void {
  setWorld({ now: () => new Date(present - ms) });
}

function nameOf(index: number): string {
  const round = Math.floor(index / 100);
  const [place, trade] = [first[(index * 7) % 10], second[(index + Math.floor(index / 10)) % 10]];
  return `${place} ${trade}${round === 0 ? "" : ` ${round + 1}`}`;
}
