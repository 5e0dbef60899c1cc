import "#lib/server-only";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { countSealedBy } from "#db/connections";
import { openStore } from "#db/open";
import { EngineError } from "#db/outage";
import { deleteSealingKey, insertSealingKey, listSealingKeys } from "#db/sealing-keys";
import { store } from "#db/store";
import { openAudit } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env, handToNextAuth } from "#lib/env";
import { log } from "#lib/log";
import { firstAdmin } from "#lib/people/users";
import { openSignInSecret } from "#lib/secrets";
import { type Keyset, keyset, readKeyset, seal, setKeyset, unseal } from "#lib/vault";

/** Opens the database, reads the keys and refuses to start where sealed rows could not be opened. */

const holder = globalThis as typeof globalThis & { patchbayBoot?: Promise<void> };

/** Runs once for the process, whoever asks: the server file, Next's instrumentation, the command line. */
export function boot(): Promise<void> {
  holder.patchbayBoot ??= start();
  return holder.patchbayBoot;
}

async function start(): Promise<void> {
  const { DATABASE_URL, NEXTAUTH_SECRET, PATCHBAY_KEYS } = env();
  await openDatabase();
  const embedded = PATCHBAY_KEYS === undefined ? await embeddedKeys(DATABASE_URL) : PATCHBAY_KEYS;
  setKeyset(readKeyset(embedded));
  await checkKeys(keyset());
  await openAudit();
  handToNextAuth(await openSignInSecret(NEXTAUTH_SECRET));
  await firstAdmin();
}

const TRY_EVERY_MS = 500;

/** A database server that starts at the same time, or is being restarted, is waited for. */
async function openDatabase(): Promise<void> {
  const { DATABASE_URL, DATABASE_POOL, DATABASE_WAIT_SECONDS } = env();
  const patience = performance.now() + DATABASE_WAIT_SECONDS * 1_000;
  for (let told = false; ; told = true) {
    try {
      await openStore(DATABASE_URL, join(process.cwd(), "db/migrations"), { connections: DATABASE_POOL });
      return;
    } catch (error) {
      if (!(error instanceof EngineError && error.outage)) throw error;
      if (performance.now() + TRY_EVERY_MS > patience)
        throw new Error(`The database does not answer (${error.message}).`);
      if (!told) log.warn({ error: error.message }, "The database does not answer yet; it is waited for.");
      await pause(TRY_EVERY_MS);
    }
  }
}

/** The key beside the SQLite file, made at the first start; never made anew while something is sealed. */
async function embeddedKeys(databaseUrl: string): Promise<string> {
  if (!databaseUrl.startsWith("file:"))
    throw new Error("PATCHBAY_KEYS must be set: only the embedded database makes a key of its own.");
  const file = join(dirname(databaseUrl.replace(/^file:(\/\/)?/, "")), "patchbay.key");
  if (existsSync(file)) return readKeyFile(file);
  for (const { id } of await listSealingKeys())
    if ((await countSealedBy(id)) > 0)
      throw new Error(
        `The key file ${file} is missing, and the database holds secrets sealed with key "${id}". Put the file back, or set PATCHBAY_KEYS.`,
      );
  const text = `k${now().getTime().toString(36)}:${randomBytes(32).toString("base64")}`;
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    // Another process that started at the same moment was quicker; its key is everybody's.
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return readKeyFile(file);
    throw error;
  }
  log.info({ file }, "Made a key for sealing secrets. Back it up: without it the database cannot be read.");
  return text;
}

/** An empty file is one that another process is about to fill. */
async function readKeyFile(file: string): Promise<string> {
  for (let patience = 50; patience > 0; patience -= 1) {
    const text = readFileSync(file, "utf8").trim();
    if (text !== "") return text;
    await pause(20);
  }
  throw new Error(`The key file ${file} is empty. Put back what was in it, or set PATCHBAY_KEYS.`);
}

/** Each key that ever sealed something must be here and must be the right one. */
async function checkKeys({ keys, primary }: Keyset): Promise<void> {
  const known = await listSealingKeys();
  for (const { id, sealedProbe } of known) {
    const complaint = !keys.has(id)
      ? "is not in PATCHBAY_KEYS"
      : opens(id, sealedProbe)
        ? null
        : "is not the one it was";
    if (complaint === null) continue;
    if ((await countSealedBy(id)) > 0)
      throw new Error(
        `The database holds secrets sealed with key "${id}", which ${complaint}. Nothing was changed.`,
      );
    await deleteSealingKey(id);
  }
  await insertSealingKey({ id: primary, sealedProbe: seal("patchbay", probe(primary)), createdAt: now() });
}

function opens(id: string, sealedProbe: string): boolean {
  try {
    return unseal(sealedProbe, probe(id)) === "patchbay";
  } catch {
    return false;
  }
}

const probe = (id: string) => ({ table: "sealing_keys", row: id, field: "sealedProbe", generation: 0 });

/** Closes the database at the end of the process. */
export async function shutDown(): Promise<void> {
  await store().close();
}
