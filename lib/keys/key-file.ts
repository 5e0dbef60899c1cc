import "#lib/server-only";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import { type Keyset, readKeyset, setKeySource } from "#lib/vault";

/** The keys beside a SQLite file, for installations that set none: one line, written as PATCHBAY_KEYS is. */

/** Null where the database is no file of ours. */
export function keyFileOf(databaseUrl: string): string | null {
  if (!databaseUrl.startsWith("file:")) return null;
  return join(dirname(databaseUrl.replace(/^file:(\/\/)?/, "")), "patchbay.key");
}

export const hasKeyFile = (file: string): boolean => existsSync(file);

/** A name for a key that is about to be made. */
export const newKeyId = (): string => `k${now().getTime().toString(36)}${randomBytes(2).toString("hex")}`;

const newKey = (id: string): string => `${id}:${randomBytes(32).toString("base64")}`;

/** Makes the file with a first key; another process that starts at the same moment may be quicker, its key is everybody's. */
export async function makeKeyFile(file: string): Promise<{ text: string; made: boolean }> {
  const text = newKey(newKeyId());
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
    return { text, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { text: await readKeyFile(file), made: false };
  }
}

/** An empty file is one that another process is about to fill. */
export async function readKeyFile(file: string): Promise<string> {
  for (let patience = 50; patience > 0; patience -= 1) {
    const text = readFileSync(file, "utf8").trim();
    if (text !== "") return text;
    await pause(20);
  }
  throw new Error(`The key file ${file} is empty. Put back what was in it, or set PATCHBAY_KEYS.`);
}

/**
 * Puts a new key before those that are there. Whole and on the disk before anybody can seal with it: a reader
 * sees the file as it was or as it is.
 */
export function addKey(file: string, id: string): void {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}`);
  writeFileSync(draft, `${newKey(id)},${readFileSync(file, "utf8").trim()}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  const folder = openSync(dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
}

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayKeyFile?: string };

/** The file that this process has its keys from; null where they are the operator's to keep (PATCHBAY_KEYS). */
export const ownKeyFile = (): string | null => holder.patchbayKeyFile ?? null;

/** From now on the keys are this file's, whoever changes it. */
export function followKeyFile(file: string): void {
  holder.patchbayKeyFile = file;
  let seen = stampOf(file);
  setKeySource(() => {
    const stamp = stampOf(file);
    if (stamp === null || stamp === seen) return null;
    seen = stamp;
    return readChanged(file);
  });
}

function readChanged(file: string): Keyset | null {
  try {
    return readKeyset(readFileSync(file, "utf8").trim());
  } catch (error) {
    // Somebody is editing it; what a vendor has just answered must be sealed all the same.
    log.error(
      { file, error: (error as Error).message },
      "The key file cannot be read; the keys stay as they were.",
    );
    return null;
  }
}

/** Null where it is gone: the keys that were read stay good until the next start, which says so. */
function stampOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
