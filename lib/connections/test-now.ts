import "#lib/server-only";
import { saveDoubt, saveProof, saveRefusal } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { store } from "#db/store";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { send } from "#lib/http";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { openCredentials } from "./credentials.ts";
import { event } from "./events.ts";
import { freshConnection } from "./fresh.ts";

/**
 * Asks the vendor who the token belongs to: proof that the link works, or the failure that shows it does
 * not. A refused token is renewed once before it is believed dead.
 */
export async function testNow(actor: Actor, id: string): Promise<void> {
  const own = await findConnection(actor, id);
  if (own === null) throw new Failure("not_found", "connection");
  const row = await freshConnection(id, { actorId: actor.userId });
  try {
    await probe(actor, row);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code !== "reauth_required") return doubt(actor, row, error);
    if (!row.renewable) return refuse(actor, row, error);
    const renewed = await freshConnection(id, { actorId: actor.userId, force: true });
    await probe(actor, renewed).catch((again) =>
      again instanceof Failure && again.code === "reauth_required"
        ? refuse(actor, renewed, again)
        : Promise.reject(again),
    );
  }
}

async function probe(actor: Actor, row: ConnectionRow): Promise<void> {
  const provider = findProvider(row.provider);
  const open = openCredentials(row);
  if (provider === undefined || open === null) throw new Failure("provider_not_configured", row.provider);
  const account = await send(provider, provider.account(open.tokens, open.grant));
  const at = now();
  await store().atomically([
    saveProof(row, {
      provedAt: at,
      // A vendor that names nobody may describe the account otherwise by now; its name here stays.
      accountName: account.id === row.accountId ? account.name : row.accountName,
      accountUrl: account.id === row.accountId ? account.url : row.accountUrl,
      ...(account.scopes === undefined ? {} : { grantedScopes: account.scopes }),
    }),
    event("tested", { connectionId: row.id, actorId: actor.userId, at }),
  ]);
}

/** The test failed without judging the link: noted, and told to the person who asked. */
async function doubt(actor: Actor, row: ConnectionRow, failure: Failure): Promise<never> {
  const at = now();
  await store().atomically([
    saveDoubt(row, { failureCode: failure.code, failedAt: at }),
    event("test_failed", {
      connectionId: row.id,
      actorId: actor.userId,
      at,
      data: { code: failure.code },
    }),
  ]);
  throw failure;
}

async function refuse(actor: Actor, row: ConnectionRow, failure: Failure): Promise<never> {
  const at = now();
  await store().atomically([
    saveRefusal(row, { failureCode: failure.code, failedAt: at }),
    event("refused", { connectionId: row.id, actorId: actor.userId, at }),
  ]);
  throw failure;
}
