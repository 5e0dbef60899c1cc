import "#lib/server-only";
import { listUnclaimed } from "#db/installations";

const MOST = 1_000;

/** Installations that nobody has linked, for the operator's command line; oldest first. */
export async function listUnclaimedInstallations() {
  return (await listUnclaimed(MOST)).map(({ provider, accountId, originId, installedAt }) => ({
    provider,
    account: accountId,
    copiedFrom: originId,
    installedAt,
  }));
}
