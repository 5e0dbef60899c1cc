import "#lib/server-only";
import * as alerts from "#lib/alerts/attend";
import type { Report } from "./sweep.ts";

/** Raises, ends and tells of alerts. */
export async function attendAlerts(): Promise<Report> {
  return { attended: await alerts.attendAlerts(), failed: 0 };
}
