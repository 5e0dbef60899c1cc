import { openStore } from "#db/open";
import { setStore, store } from "#db/store";
import { insertUser } from "#db/users";
import { openAudit } from "#lib/audit/record";
import { saveLink } from "#lib/connections/save-link";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { Grant, Provider, TokenSet } from "#lib/providers/types";
import { newId } from "#lib/random";
import { readKeyset, setKeyset } from "#lib/vault";
import { setWorld, type World } from "#lib/world";
import { newKeys } from "./new-keys.ts";

/**
 * The product's own core in this process: a database, keys, and a world that the test decides on, but no
 * server and no pages. What is proven here is what lib/ does, whatever calls it.
 */

process.env.WISTIA_CLIENT_ID ??= "wistia-app";
process.env.WISTIA_CLIENT_SECRET ??= "wistia-secret";
process.env.GIST_CLIENT_ID ??= "gist-app";
process.env.GIST_CLIENT_SECRET ??= "gist-secret";
process.env.WIX_CLIENT_ID ??= "wix-app";
process.env.WIX_CLIENT_SECRET ??= "wix-secret";
process.env.WIX_ADVANCED_CLIENT_ID ??= "wix-advanced-app";
process.env.WIX_ADVANCED_CLIENT_SECRET ??= "wix-advanced-secret";
process.env.LOG_LEVEL ??= "silent";

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/**
 * `url` as DATABASE_URL; `keys` as PATCHBAY_KEYS, for a second process on the same database; `connections` as
 * DATABASE_POOL.
 */
export async function openDesk({
  url = "file::memory:",
  keys = newKeys(),
  world = {} as Partial<World>,
  connections = 10,
} = {}) {
  setKeyset(readKeyset(keys));
  await openStore(url, "db/migrations", { connections });
  await openAudit();
  setWorld(world);
  return {
    url,
    keys,
    /** Somebody who can link. */
    async person(name = "Sam"): Promise<Actor> {
      const userId = newId();
      await insertUser({
        id: userId,
        email: `${userId}@example.com`,
        name,
        passwordHash: null,
        subject: null,
        role: "user",
        disabledAt: null,
        createdAt: new Date(),
      });
      return { userId, sessionId: newId(), name, role: "user" } as Actor;
    },
    /** Stores a link as a finished flow would; answers its id. */
    async link(
      actor: Actor,
      providerId: string,
      held: { accountId: string; tokens: TokenSet; grant: Grant },
    ): Promise<string> {
      const { id } = await saveLink(actor, providerOf(providerId), {
        tokens: held.tokens,
        grant: held.grant,
        account: { id: held.accountId, name: `Account ${held.accountId}`, url: null },
        requestedScopes: null,
        connectionId: null,
      });
      return id;
    },
    async close() {
      await store().close();
      setStore(undefined);
      setWorld({});
    },
  };
}

export function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`There is no provider ${id}.`);
  return provider;
}
