import { eq } from "drizzle-orm";
import { type ConnectionRow, findConnection } from "#db/connections";
import { store } from "#db/store";
import { openCredentials } from "#lib/connections/credentials";
import { disconnect } from "#lib/connections/disconnect";
import { type Finish, finishLink } from "#lib/connections/finish";
import { freshConnection } from "#lib/connections/fresh";
import { startLink } from "#lib/connections/link";
import { linkWithKey } from "#lib/connections/link-with-key";
import { receiveWebhook } from "#lib/connections/webhook";
import { beginRotation, goOnRotating } from "#lib/keys/rotate";
import type { Actor } from "#lib/people/sessions";
import type { ApiKey } from "#lib/providers/types";
import { sweep } from "#lib/sweep/sweep";
import { keyIdOf, readKeyset, setKeyset } from "#lib/vault";
import { openDesk, providerOf } from "./desk.ts";
import { fingerprint } from "./fingerprint.ts";
import { sqliteOf } from "./full-disk.ts";
import { browser, type Column, pasted, type Vendors } from "./vendors.ts";

/**
 * The product's core in the test's own process: the one that is left when another was killed. Imported only
 * once the environment is set (scene.ts), since the core reads that once.
 */

/** Leaves for the vendor and comes back; the query of the callback. */
async function comeBack(
  vendors: Vendors,
  actor: Actor,
  column: Column,
  connectionId: string | null = null,
): Promise<string> {
  const start = { browser, connectionId, arrival: null };
  return vendors.answer(await startLink(actor, providerOf(column), start));
}

/** Links from start to end, by default with the key kept where there is one; answers the connection's id. */
async function link(
  vendors: Vendors,
  actor: Actor,
  column: Column,
  connectionId: string | null = null,
  { keep = true } = {},
): Promise<string> {
  if (column === "api-video") {
    const form = { values: pasted, keep, connectionId };
    return (await linkWithKey(actor, providerOf(column) as ApiKey, form)).id;
  }
  const query = new URLSearchParams(await comeBack(vendors, actor, column, connectionId));
  return linkedId(await finishLink(providerOf(column), { actor, browser, query }));
}

function linkedId(finish: Finish): string {
  if (finish.kind === "linked") return finish.connectionId;
  throw new Error(`The link ended as ${finish.code}.`);
}

async function rowOf(id: string): Promise<ConnectionRow> {
  const row = await findConnection("everyone", id);
  if (row === null) throw new Error(`There is no connection ${id}.`);
  return row;
}

/** This person's connections, whatever their state. */
async function rowsOf({ userId }: Actor): Promise<ConnectionRow[]> {
  const { db, connections } = store();
  return db.select().from(connections).where(eq(connections.userId, userId));
}

const refreshTokenOf = (row: ConnectionRow) => openCredentials(row)?.tokens.refreshToken ?? null;

/** As `Told` of a child: the token by its fingerprint. */
const fingerprintOf = (row: ConnectionRow) => fingerprint(openCredentials(row)?.tokens.accessToken ?? null);

/** The Authorization value that a reader of this row would use; null where nothing is held. */
function authorizationOf(row: ConnectionRow): string | null {
  const token = openCredentials(row)?.tokens.accessToken;
  if (token === undefined) return null;
  return providerOf(row.provider).authorization?.(token) ?? `Bearer ${token}`;
}

/** Nothing linked by anybody. */
async function forgetEverything(): Promise<void> {
  const { db, connections, linkAttempts, revocations, incidents } = store();
  for (const table of [revocations, incidents, linkAttempts, connections]) await db.delete(table);
}

/** From now on this process has these keys, and begins to seal everything with the first. */
async function changeKeys(keys: string): Promise<void> {
  setKeyset(readKeyset(keys));
  await beginRotation();
}

/** Which keys this row's texts are sealed with. */
const keysOf = (row: ConnectionRow) =>
  new Set(
    [row.sealedAccessToken, row.sealedRefreshToken, row.sealedGrant]
      .filter((text) => text !== null)
      .map((text) => keyIdOf(text)),
  );

export const product = {
  changeKeys,
  goOnRotating,
  keysOf,
  openDesk,
  providerOf,
  freshConnection,
  finishLink,
  disconnect,
  receiveWebhook,
  sweep,
  sqliteOf,
  comeBack,
  link,
  rowOf,
  rowsOf,
  refreshTokenOf,
  fingerprintOf,
  authorizationOf,
  forgetEverything,
};
