import "#lib/server-only";
import { createSecretKey, type KeyObject } from "node:crypto";
import { type AuditEntry, appendAudit, auditPlace, beginAudit, type Tally } from "#db/audit";
import { type Closing, store } from "#db/store";
import { currentRequest, type Doer, PATCHBAY } from "#lib/request";
import { installationSecret } from "#lib/secrets";
import type { AuditAction } from "./actions.ts";
import { beginningWith, chainWith } from "./chain.ts";

/** What an action was done to. `name`: what people call it at that time; it may be gone when somebody reads. */
export type Target = { kind: string; id: string | null; name?: string | null };

/**
 * What the log is told. `by`: whoever the request comes from, if nobody is named; `from`: that request, where
 * it is over by now. `data`: facts, never secrets.
 */
export type Told = {
  action: AuditAction;
  target: Target;
  at: Date;
  data?: Record<string, unknown>;
  by?: Doer;
  from?: { address: string | null; requestId: string | null };
};

// One key for the process; on globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayAuditKey?: KeyObject };

/** Reads the chain's key and begins the chain where there is none; part of starting. */
export async function openAudit(): Promise<void> {
  holder.patchbayAuditKey = createSecretKey(await installationSecret("audit"), "base64url");
  await beginAudit(beginningWith(auditKey()));
}

export function auditKey(): KeyObject {
  if (holder.patchbayAuditKey === undefined) throw new Error("The audit log was used before it was opened.");
  return holder.patchbayAuditKey;
}

/**
 * The part of a batch that writes the audit log: `atomically([change, …, recorded(told)])`. It commits with
 * the change or not at all. Tallies are the figures that the overview's charts are drawn from.
 */
export function recorded(told: Told | Told[], tallies: Tally[] = []): Closing {
  return appendAudit([told].flat().map(entry), tallies, chainWith(auditKey()));
}

/** An entry by itself, for what changes nothing else: an export, a refused password. */
export async function noted(told: Told): Promise<void> {
  await store().atomically([auditPlace, recorded(told)]);
}

function entry({ action, target, at, data = {}, by, from }: Told): AuditEntry {
  const request = currentRequest();
  const doer = by ?? request?.doer ?? PATCHBAY;
  return {
    at,
    action,
    actorKind: doer.kind,
    actorId: doer.id,
    actorName: doer.name,
    // What Patchbay does by itself comes from nowhere, even while somebody's request is being answered.
    address: doer.kind === "patchbay" ? null : from === undefined ? (request?.address ?? null) : from.address,
    requestId: from === undefined ? (request?.id ?? null) : from.requestId,
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name ?? null,
    data: JSON.stringify(data),
  };
}

const HOUR_MS = 3_600_000;

/** One more of something in its hour. */
export const oneMore = (name: string, provider: string, at: Date, amount = 1): Tally => ({
  hour: new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS),
  name,
  provider,
  amount,
});
