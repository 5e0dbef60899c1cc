import "#lib/server-only";
import { circuitOf, isOpen } from "./circuit.ts";
import { openIncidentOf } from "./incidents.ts";

/** Whether a vendor as a whole is known to be in trouble, by this process or by any. */
export function isInTrouble(providerId: string): boolean {
  return isOpen(circuitOf(providerId)) || openIncidentOf(providerId) !== null;
}
