import "#lib/server-only";
import { findLatestRotation } from "#db/rotations";
import { listSealingKeys } from "#db/sealing-keys";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { latestKeyset } from "#lib/vault";
import { countByKey } from "./count.ts";
import { ownKeyFile } from "./key-file.ts";
import { isWorn, sealsOf } from "./wear.ts";

/** How the sealing keys stand. */

export type KeyView = {
  id: string;
  /** It seals what is written from now on. */
  primary: boolean;
  /** Rows that hold something sealed by it. */
  rows: number;
  /** How often it ever sealed, as far as was written down. */
  seals: number;
  /** It has sealed so often that it should be changed. */
  worn: boolean;
};

export type KeysView = {
  keys: KeyView[];
  /** Rows that hold something sealed. */
  rows: number;
  /** The file that the keys are kept in; null: PATCHBAY_KEYS. */
  file: string | null;
  rotation: {
    keyId: string;
    total: number;
    done: number;
    startedAt: Date;
    finishedAt: Date | null;
  } | null;
};

export async function readKeys(actor: Actor): Promise<KeysView> {
  requireAdministrator(actor);
  return keysStatus();
}

/** For the command line. */
export async function keysStatus(): Promise<KeysView> {
  const { primary, keys } = latestKeyset();
  const ids = [...new Set([...keys.keys(), ...(await listSealingKeys()).map(({ id }) => id)])];
  const [{ rows, byKey }, rotation] = await Promise.all([countByKey(ids), findLatestRotation()]);
  const views = ids.map(async (id) => {
    const seals = await sealsOf(id);
    return { id, primary: id === primary, rows: byKey.get(id) ?? 0, seals, worn: isWorn(seals) };
  });
  return {
    keys: await Promise.all(views),
    rows,
    file: ownKeyFile(),
    rotation:
      rotation === null
        ? null
        : {
            keyId: rotation.keyId,
            total: rotation.total,
            done: rotation.done,
            startedAt: rotation.startedAt,
            finishedAt: rotation.finishedAt,
          },
  };
}
