import "#lib/server-only";
import { store } from "#db/store";

export async function isReady(): Promise<boolean> {
  try {
    await store().ping();
    return true;
  } catch {
    return false;
  }
}
