import "#lib/server-only";
import { findLatestRotation } from "#db/rotations";
import { listSealingKeys } from "#db/sealing-keys";
import { now } from "#lib/clock";
import { keptFigure } from "#lib/kept-figure";
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
  /** When that was counted. */
  countedAt: Date;
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

/** For a page, which does not wait while everything is counted; a rotation that is over is counted anew. */
export async function readKeys(actor: Actor): Promise<KeysView> {
  requireAdministrator(actor);
  const ids = await knownIds();
  const rotation = await findLatestRotation();
  const { value, countedAt } = await keptFigure("keys", () => count(ids), {
    holds: ({ value: { byKey }, countedAt }) =>
      ids.every((id) => Object.hasOwn(byKey, id)) && countedAt > (rotation?.finishedAt ?? 0),
  });
  return view(ids, rotation, { ...value, countedAt });
}

/** For the command line: as it is at this moment. */
export async function keysStatus(): Promise<KeysView> {
  const ids = await knownIds();
  return view(ids, await findLatestRotation(), { ...(await count(ids)), countedAt: now() });
}

async function knownIds(): Promise<string[]> {
  return [...new Set([...latestKeyset().keys.keys(), ...(await listSealingKeys()).map(({ id }) => id)])];
}

type Counted = { rows: number; byKey: Record<string, number> };

async function count(ids: string[]): Promise<Counted> {
  const { rows, byKey } = await countByKey(ids);
  return { rows, byKey: Object.fromEntries(byKey) };
}

async function view(
  ids: string[],
  rotation: Awaited<ReturnType<typeof findLatestRotation>>,
  { rows, byKey, countedAt }: Counted & { countedAt: Date },
): Promise<KeysView> {
  const { primary } = latestKeyset();
  const views = ids.map(async (id) => {
    const seals = await sealsOf(id);
    return { id, primary: id === primary, rows: byKey[id] ?? 0, seals, worn: isWorn(seals) };
  });
  return {
    keys: await Promise.all(views),
    rows,
    countedAt,
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
