import "#lib/server-only";
import type { ConnectionSummary, IncidentView } from "#lib/connections/view";
import { openIncidentOf } from "./incidents.ts";

/** Incidents at the vendors of these connections, told once for each vendor and not once for each account. */
export function troublesOf(
  connections: readonly Pick<ConnectionSummary, "vendor" | "status">[],
): IncidentView[] {
  const linked = connections.filter(({ status }) => status === "active");
  const vendors = new Map(linked.map(({ vendor }) => [vendor.id, vendor]));
  return [...vendors.values()].flatMap((vendor) => {
    const incident = openIncidentOf(vendor.id);
    if (incident === null) return [];
    const here = linked.filter((connection) => connection.vendor.id === vendor.id).length;
    const { id, kind, openedAt } = incident;
    return [{ id, vendor, kind, openedAt, sentence: sentences[kind](vendor.name, accounts(here)) }];
  });
}

const accounts = (count: number) =>
  count === 1 ? "Your account there is" : `Your ${count} accounts there are`;

const sentences: Record<IncidentView["kind"], (vendor: string, accounts: string) => string> = {
  outage: (vendor, accounts) =>
    `${vendor} does not answer as it should. ${accounts} fine; we go on trying, and what was due is made good by itself.`,
  client: (vendor, accounts) =>
    `${vendor} does not accept this server’s own credentials. ${accounts} fine; an administrator has to mend it.`,
};
