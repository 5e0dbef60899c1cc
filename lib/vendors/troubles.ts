import "#lib/server-only";
import type { ConnectionSummary, IncidentView } from "#lib/connections/view";
import { knownTroubles } from "./trouble.ts";

/** What is wrong at the vendors of these connections, told once for each vendor and not once for each account. */
export async function troublesOf(
  connections: readonly Pick<ConnectionSummary, "vendor" | "status">[],
): Promise<IncidentView[]> {
  const linked = connections.filter(({ status }) => status === "active");
  const vendors = new Map(linked.map(({ vendor }) => [vendor.id, vendor]));
  const troubleAt = await knownTroubles();
  return [...vendors.values()].flatMap((vendor) => {
    const trouble = troubleAt(vendor.id);
    if (trouble === null) return [];
    const here = linked.filter((connection) => connection.vendor.id === vendor.id).length;
    const { kind, openedAt } = trouble;
    return [
      { id: vendor.id, vendor, kind, openedAt, sentence: sentences[kind](vendor.name, accounts(here)) },
    ];
  });
}

const accounts = (count: number) =>
  count === 1 ? "Your account there is" : `Your ${count} accounts there are`;

const sentences: Record<IncidentView["kind"], (vendor: string, accounts: string) => string> = {
  outage: (vendor, accounts) =>
    `${vendor} does not answer as it should. ${accounts} fine; we go on trying, and what was due is made good by itself.`,
  client: (vendor, accounts) =>
    `${vendor} does not accept this server’s own credentials. ${accounts} fine; an administrator has to mend it.`,
  paused: (vendor, accounts) =>
    `An administrator has paused renewing at ${vendor}. ${accounts} fine; what comes due meanwhile is made good by itself once that is lifted.`,
};
