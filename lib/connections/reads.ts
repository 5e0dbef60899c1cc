import "#lib/server-only";
import { noteReads, type Read } from "#db/reads";
import { now } from "#lib/clock";
import { log } from "#lib/log";

/** When tokens were last handed out and to which key: a help to people, noted in batches so that no read waits. */

const EVERY_MS = 1_000;

const holder = globalThis as typeof globalThis & { patchbayReads?: Map<string, Read> };
holder.patchbayReads ??= new Map();
const waiting = holder.patchbayReads;
let timer: NodeJS.Timeout | undefined;

export function noteRead(connectionId: string, keyId: string): void {
  waiting.set(connectionId, { connectionId, keyId, at: now() });
  timer ??= setTimeout(() => void writeReads(), EVERY_MS).unref();
}

/** Writes what waits; also called at the end of the process. */
export async function writeReads(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const reads = [...waiting.values()];
  waiting.clear();
  try {
    await noteReads(reads);
  } catch (error) {
    log.warn({ error: (error as Error).name, reads: reads.length }, "Last reads were not noted.");
  }
}
