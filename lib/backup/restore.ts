import "#lib/server-only";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { openStore } from "#db/open";
import { refill } from "#db/refill";
import { setStore, store } from "#db/store";
import { anyUser } from "#db/users";
import { openAudit, recorded } from "#lib/audit/record";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Doer } from "#lib/request";
import { type Keyset, keyIdOf, readKeyset, setKeyset } from "#lib/vault";
import { type Placed, readBackup } from "./file.ts";

/**
 * Puts a backup in place of everything that the database holds. The file is read to its end and the keys are
 * tried before anything is changed. The server must not be running.
 */
export async function restoreBackup(
  file: string,
  by: Doer,
  { force }: { force: boolean },
): Promise<{ rows: number; keys: string[] }> {
  const { DATABASE_URL } = env();
  const path = resolve(file);
  const keys = await sealedWith(readBackup(path));
  const keyset = heldKeys(DATABASE_URL);
  const missing = keys.filter((id) => keyset?.keys.has(id) !== true);
  if (missing.length > 0) throw new Failure("backup_keys_missing", missing.join(", "));

  await openStore(DATABASE_URL, join(process.cwd(), "db/migrations"));
  try {
    if (!force && (await anyUser())) throw new Failure("backup_over_people");
    const rows = await refill(DATABASE_URL, readBackup(path));
    if (keyset !== null) await record(keyset, { name: basename(path), rows }, by);
    return { rows, keys };
  } finally {
    await store().close();
    setStore(undefined);
  }
}

/** The ids of all keys that something in the backup is sealed with. */
async function sealedWith(rows: AsyncIterable<Placed>): Promise<string[]> {
  const ids = new Set<string>();
  for await (const { table, row } of rows) {
    // A key's own probe is not worth keeping the key for.
    if (table === "sealingKeys") continue;
    for (const [name, value] of Object.entries(row))
      if (/^sealed[A-Z]/.test(name) && typeof value === "string") ids.add(keyIdOf(value));
  }
  return [...ids].sort();
}

/** The keys of this server; null where there are none yet. */
function heldKeys(databaseUrl: string): Keyset | null {
  const { PATCHBAY_KEYS } = env();
  if (PATCHBAY_KEYS !== undefined) return readKeyset(PATCHBAY_KEYS);
  if (!databaseUrl.startsWith("file:")) return null;
  const beside = join(dirname(databaseUrl.replace(/^file:(\/\/)?/, "")), "patchbay.key");
  return existsSync(beside) ? readKeyset(readFileSync(beside, "utf8").trim()) : null;
}

async function record(
  keyset: Keyset,
  { name, rows }: { name: string; rows: number },
  by: Doer,
): Promise<void> {
  setKeyset(keyset);
  await openAudit();
  const { auditHead, atomically } = store();
  await atomically([
    (db) => db.select({ id: auditHead.id }).from(auditHead),
    recorded({
      action: "backup.restored",
      target: { kind: "backup", id: null, name },
      at: new Date(),
      data: { rows },
      by,
    }),
  ]);
}
