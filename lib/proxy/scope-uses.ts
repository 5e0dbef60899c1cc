import "#lib/server-only";
import { noteScopeUses, type ScopeUse } from "#db/scope-uses";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import type { Provider } from "#lib/providers/types";

/** Which granted scopes are really needed: a help to people, noted in batches so that no request waits. */

const EVERY_MS = 1_000;

const holder = globalThis as typeof globalThis & { patchbayScopeUses?: Map<string, ScopeUse> };
holder.patchbayScopeUses ??= new Map();
const waiting = holder.patchbayScopeUses;
let timer: NodeJS.Timeout | undefined;

/** A request that the vendor answered well needed this scope. */
export function noteScopeUse(provider: Provider, connectionId: string, method: string, path: string): void {
  const scope = scopeFor(provider, method, path);
  if (scope === null) return;
  const key = `${connectionId} ${scope}`;
  const uses = (waiting.get(key)?.uses ?? 0) + 1;
  waiting.set(key, { connectionId, scope, uses, lastUsedAt: now() });
  timer ??= setTimeout(() => void writeScopeUses(), EVERY_MS).unref();
}

/** The scope that the vendor's documents name for a request; null where they name none. */
export function scopeFor({ api }: Pick<Provider, "api">, method: string, path: string): string | null {
  const asked = method === "HEAD" ? "GET" : method;
  const found = api.scopes?.find(([methods, prefix]) => methods.includes(asked) && path.startsWith(prefix));
  return found?.[2] ?? null;
}

/** Writes what waits; also called at the end of the process. */
export async function writeScopeUses(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const uses = [...waiting.values()];
  waiting.clear();
  try {
    await noteScopeUses(uses);
  } catch (error) {
    log.warn({ error: (error as Error).name, uses: uses.length }, "Uses of scopes were not noted.");
  }
}
