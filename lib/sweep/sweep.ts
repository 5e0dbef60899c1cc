import "#lib/server-only";
import { attendBulk, bulkEnded } from "#lib/bulk/work";
import { inboxEnded } from "#lib/connections/inbox";
import { log } from "#lib/log";
import { providers } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { followIncidents } from "#lib/vendors/incidents";
import { attendAlerts } from "./alerts.ts";
import { attendProvider } from "./attend.ts";
import { attendDeliveries } from "./deliveries.ts";
import { attendInbox } from "./inbox.ts";
import { attendMails } from "./mails.ts";
import { attendRevocations } from "./revocations.ts";
import { attendRotation } from "./rotation.ts";
import { tidy } from "./tidy.ts";

/**
 * Looks after what is due: renews ahead of time, proves what never ends, acts on what vendors told us, tells
 * them of ends, sends emails, throws away what has run out. Any number of processes may sweep; leases share the
 * work out among them. Each vendor has a pass of its own, so that a slow one delays nobody else's.
 */

export type Report = { attended: number; failed: number };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayPasses?: Map<string, Promise<Report>> };
holder.patchbayPasses ??= new Map();
const running = holder.patchbayPasses;

/** One round. A pass that still runs from the round before is waited for, not begun again. */
export async function sweep(): Promise<Report> {
  await followIncidents();
  const works: [string, () => Promise<Report>][] = [
    ...Object.values(providers).map((provider: Provider): [string, () => Promise<Report>] => [
      provider.id,
      () => attendProvider(provider),
    ]),
    ["inbox", attendInbox],
    ["revocations", attendRevocations],
    ["alerts", attendAlerts],
    ["mails", attendMails],
    ["bulk", attendBulk],
    ["rotation", attendRotation],
    ["webhooks", attendDeliveries],
    ["tidying", tidy],
  ];
  const reports = await Promise.all(works.map(([name, work]) => pass(name, work)));
  return {
    attended: reports.reduce((sum, { attended }) => sum + attended, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function pass(name: string, work: () => Promise<Report>): Promise<Report> {
  const already = running.get(name);
  if (already !== undefined) return already;
  const begun = work()
    .catch((error: Error): Report => {
      log.error({ pass: name, error: error.name }, "A pass of the sweep failed; the next round tries again.");
      return { attended: 0, failed: 1 };
    })
    .finally(() => running.delete(name));
  running.set(name, begun);
  return begun;
}

/** Ends when everything that this process has begun is done. */
export async function sweepEnded(): Promise<void> {
  await Promise.allSettled([...running.values(), inboxEnded(), bulkEnded()]);
}
