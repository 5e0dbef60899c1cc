import "#lib/server-only";
import type { ApiKeyRow } from "#db/api-keys";

/**
 * Keys that were read a moment ago, so that a back end that asks a thousand times a second costs ten questions
 * of the database. What ends a key here forgets them at once; other processes are at most that moment behind
 * (decision record 0016).
 */

const KNOWN_FOR_MS = 100;

type Known = { rows: Map<string, ApiKeyRow>; until: number; changes: number };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayKnownKeys?: Known };
holder.patchbayKnownKeys ??= { rows: new Map(), until: 0, changes: 0 };
const known = holder.patchbayKnownKeys;

/** The row that was found under this name within the last moment. */
export function knownKey(name: string): ApiKeyRow | undefined {
  if (known.rows.size > 0 && performance.now() >= known.until) known.rows.clear();
  return known.rows.get(name);
}

/** What `find` answers, and remembered. */
export async function learnKey(
  name: string,
  find: () => Promise<ApiKeyRow | null>,
): Promise<ApiKeyRow | null> {
  const { changes } = known;
  const row = await find();
  // An answer that is older than a change of ours would bring back what was just ended.
  if (row === null || changes !== known.changes) return row;
  if (known.rows.size === 0) known.until = performance.now() + KNOWN_FOR_MS;
  known.rows.set(name, row);
  return row;
}

/** A key was ended. */
export function forgetKeys(): void {
  known.rows.clear();
  known.changes += 1;
}
