import "#lib/server-only";
import { listDueRevocations } from "#db/revocations";
import { now } from "#lib/clock";
import { tellVendor } from "#lib/connections/revoke";
import type { Report } from "./sweep.ts";

const MOST_AT_A_PASS = 100;

/** Tells vendors of ends that they have not confirmed yet, one after the other. */
export async function attendRevocations(): Promise<Report> {
  const ids = await listDueRevocations(now(), MOST_AT_A_PASS);
  for (const id of ids) await tellVendor(id);
  return { attended: ids.length, failed: 0 };
}
