import "#lib/server-only";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "#db/open";
import { EngineError } from "#db/outage";
import { deleteSealingKey, listSealingKeys } from "#db/sealing-keys";
import { store } from "#db/store";
import { openAudit, recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env, handToNextAuth } from "#lib/env";
import { sealsAnything } from "#lib/keys/count";
import { followKeyFile, hasKeyFile, keyFileOf, makeKeyFile, readKeyFile } from "#lib/keys/key-file";
import { insertProbe, PROBE, probePlace } from "#lib/keys/probe";
import { noteSeals } from "#lib/keys/wear";
import { log, unexpected } from "#lib/log";
import { firstAdmin } from "#lib/people/users";
import type { Doer } from "#lib/request";
import { openSignInSecret } from "#lib/secrets";
import { type Keyset, keyset, readKeyset, setKeyset, unseal } from "#lib/vault";

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
  const retired = await checkKeys(keyset());
  await openAudit();
  for (const id of retired) if (id !== keyset().primary) await retire(id);
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

/** The keys beside the SQLite file, made at the first start; never made anew while something is sealed. */
async function embeddedKeys(databaseUrl: string): Promise<string> {
  const file = keyFileOf(databaseUrl);
  if (file === null)
    throw new Error("PATCHBAY_KEYS must be set: only the embedded database makes a key of its own.");
  if (!hasKeyFile(file)) {
    for (const { id } of await listSealingKeys())
      if (await sealsAnything(id))
        throw new Error(
          `The key file ${file} is missing, and the database holds secrets sealed with key "${id}". Put the file back, or set PATCHBAY_KEYS.`,
        );
    const { text, made } = await makeKeyFile(file);
    if (made)
      log.info(
        { file },
        "Made a key for sealing secrets. Back it up: without it the database cannot be read.",
      );
    followKeyFile(file);
    return text;
  }
  followKeyFile(file);
  return readKeyFile(file);
}

/** Each key that ever sealed something must be here and must be the right one. */
async function checkKeys({ keys, primary }: Keyset): Promise<string[]> {
  const known = await listSealingKeys();
  const retired: string[] = [];
  for (const { id, sealedProbe } of known) {
    const complaint = !keys.has(id)
      ? "is not in PATCHBAY_KEYS"
      : opens(id, sealedProbe)
        ? null
        : "is not the one it was";
    if (complaint === null) continue;
    if (await sealsAnything(id))
      throw new Error(
        `The database holds secrets sealed with key "${id}", which ${complaint}. Nothing was changed.`,
      );
    retired.push(id);
  }
  if (retired.includes(primary)) await deleteSealingKey(primary);
  await insertProbe(primary);
  return retired;
}

/** A key that sealed something once, seals nothing any more, and was taken away. */
async function retire(id: string): Promise<void> {
  const operator: Doer = { kind: "operator", id: null, name: null };
  const target = { kind: "sealing_key", id, name: id };
  await deleteSealingKey(id, recorded({ action: "keys.retired", target, at: now(), by: operator }));
}

function opens(id: string, sealedProbe: string): boolean {
  try {
    return unseal(sealedProbe, probePlace(id)) === PROBE;
  } catch {
    return false;
  }
}

/** Closes the database at the end of the process. */
export async function shutDown(): Promise<void> {
  await noteSeals().catch(unexpected);
  await store().close();
}
