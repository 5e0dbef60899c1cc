import "#lib/server-only";
import { setImmediate as otherWork } from "node:timers/promises";
import { countSealed, type SealedTable, sealedTables } from "#db/sealed";
import { neverRotated } from "./places.ts";

/** How many rows hold something sealed by which key. A part at a time, so that nobody waits for it. */

const PART = 5_000;

/** Every table that seals but for the keys' own probes. */
export const rotatedTables = (): SealedTable[] =>
  sealedTables().filter(({ name }) => !neverRotated.includes(name));

export type SealedCounts = { rows: number; byKey: Map<string, number> };

export async function countByKey(keyIds: string[]): Promise<SealedCounts> {
  const byKey = new Map(keyIds.map((id) => [id, 0]));
  let rows = 0;
  for await (const part of parts(keyIds)) {
    rows += part.rows;
    for (const id of keyIds) byKey.set(id, (byKey.get(id) ?? 0) + (part.byKey[id] ?? 0));
  }
  return { rows, byKey };
}

/** Looks no further than the first. */
export async function sealsAnything(keyId: string): Promise<boolean> {
  for await (const part of parts([keyId])) if ((part.byKey[keyId] ?? 0) > 0) return true;
  return false;
}

async function* parts(keyIds: string[]) {
  for (const table of rotatedTables())
    for (let after: string | null = null; ; ) {
      const part = await countSealed(table, keyIds, after, PART);
      yield part;
      if (part.next === null) break;
      after = part.next;
      await otherWork();
    }
}
