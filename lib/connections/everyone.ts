import "#lib/server-only";
import { listConnections } from "#db/connections";

const PAGE = 500;

/** Every connection, for the operator's command line: who, where, how it stands; no secrets. */
export async function listEveryConnection() {
  const all = [];
  let after: { createdAt: Date; id: string } | undefined;
  do {
    const rows = await listConnections("everyone", { limit: PAGE, after });
    all.push(
      ...rows.map(({ id, provider, status, accountName, userId, expiresAt }) => ({
        id,
        provider,
        status,
        account: accountName,
        owner: userId,
        expiresAt,
      })),
    );
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
  return all;
}
