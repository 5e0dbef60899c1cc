import { insertConnection } from "#db/connections";
import { store } from "#db/store";
import { findUserByEmail } from "#db/users";
import { createApiKey } from "#lib/api/keys";
import { boot, shutDown } from "#lib/boot";
import { sealCredentials } from "#lib/connections/credentials";
import { providers } from "#lib/providers/index";
import { newId, secret } from "#lib/random";

/** Fills an empty database for `npm run bench:token`: connections with tokens that live for a month, and a key. */

const CONNECTIONS = 1_000;
const MONTH_MS = 30 * 86_400_000;

await boot();
const [provider] = Object.values(providers);
const owner = await findUserByEmail(process.env.ADMIN_EMAIL ?? "");
if (owner === null || provider === undefined) throw new Error("There is nobody to own anything.");
const at = new Date();
const ids = Array.from({ length: CONNECTIONS }, newId);
const rows = ids.map((id, index) => ({
  id,
  userId: owner.id,
  provider: provider.id,
  accountId: `account-${index}`,
  accountName: `Account ${index}`,
  status: "active" as const,
  generation: 1,
  requestedScopes: ["read"],
  failures: 0,
  provedBy: "link" as const,
  provedAt: at,
  linkedAt: at,
  createdAt: at,
  ...sealCredentials(
    { id, generation: 1 },
    provider,
    {
      tokens: {
        accessToken: secret() + secret(),
        refreshToken: secret(),
        scopes: ["read"],
        expiresAt: new Date(at.getTime() + MONTH_MS),
      },
      grant: { kind: "code" },
      accountId: `account-${index}`,
      issuedAt: at,
    },
    "link",
  ),
  renewable: true,
  dueAt: new Date(at.getTime() + MONTH_MS / 2),
}));
const [first, ...others] = rows.map(insertConnection);
if (first !== undefined) await store().atomically([first, ...others]);
const { key } = await createApiKey("operator", { name: "bench" });
process.stdout.write(JSON.stringify({ key, ids }));
await shutDown();
