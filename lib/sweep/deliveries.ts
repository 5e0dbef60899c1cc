import "#lib/server-only";
import { deliverDue } from "#lib/webhooks/courier";
import type { Report } from "./sweep.ts";

const LONGEST_PASS_MS = 20_000;

/** Delivers messages whose time has come, and those of processes that are gone. */
export function attendDeliveries(): Promise<Report> {
  return deliverDue(performance.now() + LONGEST_PASS_MS);
}
