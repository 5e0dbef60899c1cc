import type { ConnectionRow } from "#db/connections";
import type { Provider } from "#lib/providers/types";
import type { Plug, StateName, StateView } from "./view.ts";

/** What a person is told about a connection, derived from what is stored. Pure: `now` is handed in. */

const DAY_MS = 86_400_000;

/** Each state's word and its shape. */
export const labels: Record<StateName, readonly [label: string, plug: Plug]> = {
  works: ["Works", "plugged"],
  unproven: ["Works, not checked since", "plugged"],
  renewing: ["Renewing", "plugged"],
  vendor_trouble: ["Vendor is having trouble", "loose"],
  needs_you: ["Needs you", "loose"],
  disconnected: ["Disconnected", "unplugged"],
};

type Facts = Pick<
  ConnectionRow,
  | "status"
  | "expiresAt"
  | "issuedAt"
  | "renewable"
  | "leaseOwner"
  | "dueAt"
  | "failureCode"
  | "failedAt"
  | "provedAt"
  | "linkedAt"
  | "receipt"
>;

/** What is wrong with the vendor as a whole, where something is; "paused": renewing there, by an administrator. */
export type Trouble = { kind: "outage" | "client" | "paused"; openedAt: Date };

export function stateOf(
  facts: Facts,
  provider: Pick<Provider, "name">,
  now: Date,
  trouble: Trouble | null = null,
): StateView {
  const row = touchedBy(facts, now, trouble);
  const name = stateName(row, now);
  const [known, plug] = labels[name];
  const label = name === "vendor_trouble" && row.failureCode === "vendor_paused" ? "Paused for now" : known;
  return { name, label, plug, sentence: sentences[name](row, provider.name, now), since: since(row, name) };
}

export const isDue = ({ dueAt }: Pick<Facts, "dueAt">, now: Date): boolean => dueAt !== null && dueAt <= now;

/** A vendor's trouble is a connection's as soon as something is due there; until then its token is good. */
function touchedBy(row: Facts, now: Date, trouble: Trouble | null): Facts {
  if (trouble === null || !isDue(row, now)) return row;
  if (trouble.kind === "paused") return { ...row, failureCode: "vendor_paused", failedAt: trouble.openedAt };
  if (row.failureCode !== null) return row;
  const failureCode = trouble.kind === "client" ? "provider_client_refused" : "provider_unreachable";
  return { ...row, failureCode, failedAt: trouble.openedAt };
}

function stateName(row: Facts, now: Date): StateName {
  if (row.status === "revoked") return "disconnected";
  if (row.status === "needs_reauth") return "needs_you";
  if (row.leaseOwner !== null) return "renewing";
  if (row.expiresAt !== null && row.expiresAt <= now && !row.renewable) return "needs_you";
  if (row.failureCode !== null) return "vendor_trouble";
  return proofIsOld(row, now) ? "unproven" : "works";
}

/** Proof decays: after a day, or a token's lifetime where that is longer, it is called old. */
export const proofLastsMs = (lifeMs: number) => Math.max(DAY_MS, lifeMs);

function proofIsOld(row: Facts, now: Date): boolean {
  const life =
    row.expiresAt === null || row.issuedAt === null ? 0 : row.expiresAt.getTime() - row.issuedAt.getTime();
  return row.provedAt === null || now.getTime() - row.provedAt.getTime() > proofLastsMs(life);
}

function since(row: Facts, name: StateName): Date | null {
  if (name === "vendor_trouble") return row.failedAt;
  if (name === "needs_you") return row.status === "needs_reauth" ? row.failedAt : row.expiresAt;
  if (name === "disconnected") return row.receipt === null ? null : new Date(row.receipt.erasedAt);
  return name === "unproven" ? row.provedAt : row.linkedAt;
}

const sentences: Record<StateName, (row: Facts, vendor: string, now: Date) => string> = {
  works: (row, vendor, now) => {
    if (row.expiresAt === null) return `${vendor} names no end for this link, so there is nothing to renew.`;
    if (!row.renewable) return "It cannot renew itself; it works until the time shown, then it needs you.";
    return row.expiresAt <= now
      ? "The token has run out and is renewed the moment it is asked for."
      : "It renews by itself. There is nothing for you to do.";
  },
  unproven: (_, vendor) =>
    `Nothing speaks against it, but ${vendor} has not been asked for a while. Test it to be sure.`,
  renewing: () => "A new token is being fetched right now. The link goes on working meanwhile.",
  vendor_trouble: (row, vendor) => {
    switch (row.failureCode) {
      case "provider_client_refused":
      case "provider_not_configured":
        return `${vendor} does not accept this server’s own credentials. Your link is fine; an administrator has to mend it.`;
      case "vendor_paused":
        return `${vendor} is not asked for now, since an administrator has paused renewing there; the link itself is fine.`;
      case "provider_refused":
        return `${vendor} refused the last request without ending the link. A permission may be missing; nothing is lost.`;
      case "provider_unreadable":
        return `${vendor} answered with something we could not understand. We try again by itself; the link itself is fine.`;
      default:
        return `${vendor} did not answer. We try again by itself; the link itself is fine.`;
    }
  },
  needs_you: (row, vendor) =>
    row.failureCode === "answer_lost"
      ? `We were cut off while ${vendor} replaced this link’s keys, and the new ones never reached us. Reconnect to go on; nothing else is lost.`
      : row.status === "needs_reauth"
        ? `${vendor} no longer accepts this link. Reconnect to go on; nothing else is lost.`
        : "The token has run out and this link cannot renew itself. Reconnect to go on; nothing else is lost.",
  disconnected: (_, vendor) =>
    `Patchbay has forgotten its keys. What is yours at ${vendor} stays where it is.`,
};
