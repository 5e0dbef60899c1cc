import "#lib/server-only";
import { setTimeout as wait } from "node:timers/promises";
import { store } from "#db/store";

const PATIENCE_MS = 2_000;

/** Whether the database answers right now; one that takes its time over nothing counts as away. */
export async function isReady(): Promise<boolean> {
  const late = new AbortController();
  const answered = answers();
  const tooLate = wait(PATIENCE_MS, false, { signal: late.signal }).catch(() => false);
  return Promise.race([answered, tooLate]).finally(() => late.abort());
}

async function answers(): Promise<boolean> {
  try {
    await store().ping();
    return true;
  } catch {
    return false;
  }
}
