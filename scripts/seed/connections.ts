import { foundBy } from "#db/found-by";
import type { Schema } from "#db/schema";
import { sealCredentials } from "#lib/connections/credentials";
import type { Grant, Provider } from "#lib/providers/types";
import { newId } from "#lib/random";
import type { Chance } from "./chance.ts";
import { accountName, seededId } from "./people.ts";

export type Connection = Schema["connections"]["$inferSelect"];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How it stands, and how many do. */
const fates = [
  ["works", 86],
  ["unproven", 4],
  ["ending", 2],
  ["failing", 2],
  ["refused", 2],
  ["ran_out", 1],
  ["revoked", 3],
] as const;

/** One connection of one person, with credentials that open, as it would be after a life at this server. */
export function connection(
  chance: Chance,
  number: number,
  { userId, provider, now, linkedAt }: { userId: string; provider: Provider; now: Date; linkedAt: Date },
): Connection {
  const id = seededId(2, number);
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const fate = chance.weighted(fates);
  const gone = fate === "revoked" || fate === "refused";
  const accountId = `seed-${number}`;
  const generation = 1 + chance.under(200);
  const renews = fate !== "ending" && fate !== "ran_out" && renewable(provider);
  const lifeMs = lifeOf(fate, renews);
  const issuedAt = ago(
    fate === "unproven" ? 3 * DAY_MS : chance.next() * Math.min(lifeMs ?? DAY_MS, DAY_MS) * 0.8,
  );
  const expiresAt =
    fate === "ran_out"
      ? ago(chance.next() * 5 * DAY_MS)
      : lifeMs === null
        ? null
        : new Date(issuedAt.getTime() + lifeMs);
  const named = {
    id,
    accountId,
    accountName: accountName(chance, number),
    label: chance.under(12) === 0 ? `${chance.one(["Marketing", "Team", "قسم", "Ventas"])} ${number}` : null,
  };
  const held = gone ? null : sealed(provider, { id, generation, accountId, expiresAt, issuedAt });
  const failedAt = fate === "failing" || fate === "refused" ? ago(chance.next() * 6 * HOUR_MS) : null;
  return {
    ...named,
    foundBy: foundBy(named),
    userId,
    provider: provider.id,
    accountUrl: null,
    status: fate === "revoked" ? "revoked" : fate === "refused" ? "needs_reauth" : "active",
    generation,
    sealedAccessToken: held?.sealedAccessToken ?? null,
    sealedRefreshToken: held?.sealedRefreshToken ?? null,
    sealedGrant: held?.sealedGrant ?? null,
    expiresAt: gone ? null : expiresAt,
    issuedAt: gone ? null : issuedAt,
    renewable: gone ? false : renews,
    requestedScopes: null,
    grantedScopes: null,
    leaseOwner: null,
    leaseUntil: null,
    intent: null,
    failures: fate === "failing" ? 1 + chance.under(6) : 0,
    failureCode: fate === "failing" ? "provider_unreachable" : fate === "refused" ? "reauth_required" : null,
    failedAt,
    retryAt: fate === "failing" ? new Date(now.getTime() + 5 * 60_000) : null,
    provedBy: chance.one(["renewal", "test", "link"] as const),
    provedAt: fate === "unproven" ? ago((2 + chance.next() * 30) * DAY_MS) : issuedAt,
    // Later than any look at it: what is seeded is to be looked at, not looked after.
    dueAt: gone ? null : new Date(now.getTime() + (1 + chance.next() * 30) * DAY_MS),
    receipt:
      fate === "revoked"
        ? { erasedAt: ago(chance.next() * 20 * DAY_MS).toISOString(), revocation: "done" }
        : null,
    lastReadAt: gone || chance.under(3) === 0 ? null : ago(chance.next() * 2 * DAY_MS),
    lastReadBy: null,
    linkedAt,
    createdAt: linkedAt,
  };
}

function lifeOf(fate: (typeof fates)[number][0], renews: boolean): number | null {
  if (fate === "ending") return 5 * DAY_MS;
  if (fate === "ran_out") return DAY_MS;
  return renews ? 6 * HOUR_MS : null;
}

const grants = {
  "authorization-code": { kind: "code" },
  "api-key": { kind: "api-key", values: { apiKey: "seeded" } },
  "app-install": { kind: "installation", instanceId: "seeded" },
} as const satisfies Record<Provider["flow"], Grant>;

const tokensOf = (expiresAt: Date | null) => ({
  accessToken: `seeded-${newId()}`,
  refreshToken: expiresAt === null ? null : `seeded-${newId()}`,
  scopes: null,
  expiresAt,
});

/** Whether this vendor's links renew themselves, which its own rules say. */
function renewable(provider: Provider): boolean {
  const held = {
    client: null,
    grant: grants[provider.flow],
    accountId: "seed",
    tokens: tokensOf(new Date()),
  };
  return provider.renewals({ ...held, client: { id: "seeded", secret: "seeded" } }).length > 0;
}

type Place = { id: string; generation: number; accountId: string; expiresAt: Date | null; issuedAt: Date };

const sealed = (provider: Provider, { id, generation, accountId, expiresAt, issuedAt }: Place) =>
  sealCredentials(
    { id, generation },
    provider,
    { tokens: tokensOf(expiresAt), grant: grants[provider.flow], accountId, issuedAt },
    "link",
  );
