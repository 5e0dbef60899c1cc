import "#lib/server-only";
import { saveDoubt, saveProof, saveRefusal } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import { ask } from "#lib/vendors/ask";
import { world } from "#lib/world";
import { type Agent, idOf } from "./agent.ts";
import { openCredentials } from "./credentials.ts";
import { nextTry, proofDue } from "./due.ts";
import { event, news } from "./events.ts";
import { freshConnection } from "./fresh.ts";

/** Who wants to know: a person, an API key, or the sweep (null). */
type Asker = { actorId: string | null };

/** "Test now". Throws what the person should know. */
export async function testNow(agent: Agent, id: string): Promise<void> {
  const own = await findConnection(agent, id);
  if (own === null) throw new Failure("not_found", "connection");
  await prove(id, { actorId: idOf(agent) });
}

/**
 * Asks the vendor who the token belongs to: proof that the link works, or the failure that shows it does
 * not. A refused token is renewed once before it is believed dead.
 */
export async function prove(id: string, asker: Asker): Promise<void> {
  const row = await freshConnection(id, asker);
  try {
    await probe(asker, row);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code !== "reauth_required") return doubt(asker, row, error);
    if (!row.renewable) return refuse(asker, row, error);
    const renewed = await freshConnection(id, { ...asker, need: "new" });
    await probe(asker, renewed).catch((again) =>
      again instanceof Failure && again.code === "reauth_required"
        ? refuse(asker, renewed, again)
        : Promise.reject(again),
    );
  }
}

async function probe(asker: Asker, row: ConnectionRow): Promise<void> {
  const provider = findProvider(row.provider);
  const open = openCredentials(row);
  if (provider === undefined || open === null) throw new Failure("provider_not_configured", row.provider);
  const account = await ask(provider, provider.account(open.tokens, open.grant), {
    insist: asker.actorId !== null,
    // What never ends is kept by its proofs alone.
    aside: row.expiresAt !== null,
  });
  const at = now();
  await store().atomically([
    saveProof(row, {
      provedAt: at,
      // A vendor that names nobody may describe the account otherwise by now; its name here stays.
      accountName: account.id === row.accountId ? account.name : row.accountName,
      accountUrl: account.id === row.accountId ? account.url : row.accountUrl,
      ...(account.scopes === undefined ? {} : { grantedScopes: account.scopes }),
      ...(row.expiresAt === null ? { dueAt: proofDue(at, world().random()) } : {}),
    }),
    ...event("tested", row, { actorId: asker.actorId, at }),
  ]);
}

/** The test failed without judging the link: noted, and told to whoever asked. */
async function doubt({ actorId }: Asker, row: ConnectionRow, failure: Failure): Promise<never> {
  const at = now();
  const failures = row.failures + 1;
  const retryAt = nextTry(at, failures, world().random(), failure.retryAfterMs);
  const later = row.expiresAt === null ? { failures, retryAt, dueAt: retryAt } : {};
  await store().atomically([
    saveDoubt(row, { failureCode: failure.code, failedAt: at, ...later }),
    ...event("test_failed", row, { actorId, at, data: { code: failure.code } }),
  ]);
  throw failure;
}

async function refuse({ actorId }: Asker, row: ConnectionRow, failure: Failure): Promise<never> {
  const at = now();
  await store().atomically([
    saveRefusal(row, { failureCode: failure.code, failedAt: at }),
    ...news("refused", row, { actorId, at }),
  ]);
  throw failure;
}
