import { saveDoubt, saveProof, saveRefusal, saveRenewal, saveRevocation } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { type Statement, store } from "#db/store";
import { findUserByEmail } from "#db/users";
import { boot, shutDown } from "#lib/boot";
import { now } from "#lib/clock";
import { sealCredentials } from "#lib/connections/credentials";
import { type EventKind, event } from "#lib/connections/events";
import { rename } from "#lib/connections/rename";
import { saveLink } from "#lib/connections/save-link";
import type { Actor } from "#lib/people/sessions";
import { providers } from "#lib/providers/index";
import type { Grant, Provider, TokenSet } from "#lib/providers/types";
import { newId, secret } from "#lib/random";
import { setWorld } from "#lib/world";

/**
 * `node tests/rig/seed.ts EMAIL COUNT` links that many accounts for a person: through the product's own
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
  if (user === null) throw new Error(`There is nobody with the email ${address}.`);
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
  const lifeMs = lifeOf(provider);
  if (lifeMs === null) {
    // What nobody has tested lately is still said to work, but not that it was checked.
    if (index % 3 === 0) return;
    wasAgo(((index % 11) + 1) * HOUR_MS);
    return happen(id, "tested", (row) =>
      saveProof(row, { provedAt: now(), accountName: row.accountName, accountUrl: row.accountUrl }),
    );
  }
  for (let ago = RENEWALS; ago > 0; ago -= 1) {
    wasAgo(lifeMs * 0.85 * (ago - 0.9 + (index % 7) / 10));
    const renewal = (row: ConnectionRow) => saveRenewal(row, { ...renewed(provider, row), provedAt: now() });
    await happen(id, "renewed", renewal, { ahead: true });
  }
}

/** Of twenty-five one needs its person, one is gone, one has a vendor that did not answer, two have a name of their own. */
async function meetFate(id: string, index: number): Promise<void> {
  wasAgo((index % 47) * MINUTE_MS);
  const at = now();
  const failed = { failureCode: "provider_unreachable", failedAt: at };
  const receipt = { erasedAt: at.toISOString(), revocation: "not_offered" } as const;
  switch (index % 25) {
    case 3:
      return happen(id, "refused", (row) =>
        saveRefusal(row, { failureCode: "reauth_required", failedAt: at }),
      );
    case 12:
      return happen(id, "disconnected", (row) => saveRevocation(row, receipt));
    case 19:
      return happen(id, "renewal_failed", (row) => saveDoubt(row, failed), { code: failed.failureCode });
    case 8:
    case 21:
      await rename(actor, id, `Team ${index}`);
  }
}

async function happen(
  id: string,
  kind: EventKind,
  change: (row: ConnectionRow) => Statement,
  data: Record<string, unknown> = {},
): Promise<void> {
  const row = await findConnection(actor, id);
  if (row === null) throw new Error(`There is no connection ${id}.`);
  const told = event(kind, row, { actorId: null, at: now(), data });
  if ((await store().atomically([change(row), ...told])) === null)
    throw new Error(`Connection ${id} could not be brought to "${kind}".`);
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
