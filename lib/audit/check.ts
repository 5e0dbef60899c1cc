import "#lib/server-only";
import { z } from "zod";
import { auditEnd } from "#db/audit";
import { readChecked, saveChecked } from "#db/audit-checked";
import { now } from "#lib/clock";
import { unexpected } from "#lib/log";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { checkSignature, type Point } from "./chain.ts";
import { auditKey, noted } from "./record.ts";
import { type Break, type Verdict, verifyAudit } from "./verify.ts";

/** Verifying the log from a page: in the background, and remembering how far, so that only what is new has to be looked at. */

const point = z.object({ sequence: z.number(), hash: z.string() });

/** What is remembered. The signature shows that it was this installation which found the log whole. */
const remembered = z.object({
  through: point.nullable(),
  verifiedAt: z.string().nullable(),
  signature: z.string().nullable(),
  broken: z.object({ what: z.string(), sequence: z.number() }).nullable(),
  /** How far a check that is under way has come, and when it said so. */
  under: z.object({ sequence: z.number(), saidAt: z.string() }).nullable(),
});

type Remembered = z.infer<typeof remembered>;

export type CheckView = {
  head: number;
  /** The same with its hash, to be kept elsewhere. */
  headText: string;
  verified: { through: number; at: Date } | null;
  broken: { what: Break; sequence: number } | null;
  /** A check is under way and has come that far. */
  under: number | null;
};

const nothing: Remembered = { through: null, verifiedAt: null, signature: null, broken: null, under: null };
/** A check that has not said anything for so long has ended with its process. */
const SILENT_MS = 60_000;

export async function readCheck(actor: Actor): Promise<CheckView> {
  requireAdministrator(actor);
  const [known, head] = await Promise.all([recall(), auditEnd()]);
  return {
    head: head.sequence,
    headText: `${head.sequence} ${head.hash}`,
    verified:
      known.through === null || known.verifiedAt === null
        ? null
        : { through: known.through.sequence, at: new Date(known.verifiedAt) },
    broken: known.broken as CheckView["broken"],
    under: isUnderWay(known) ? (known.under?.sequence ?? null) : null,
  };
}

/** Begins to verify what is new since the last time, or everything; ends in the background. */
export async function beginCheck(actor: Actor, { whole }: { whole: boolean }): Promise<void> {
  requireAdministrator(actor);
  const known = await recall();
  if (isUnderWay(known)) return;
  // After a break nothing that was verified before is taken for granted.
  const after = whole || known.broken !== null ? undefined : (known.through ?? undefined);
  await say(known, after?.sequence ?? 0);
  check(known, after).catch(unexpected);
}

async function check(known: Remembered, after: Point | undefined): Promise<void> {
  const begun = performance.now();
  const verdict = await verifyAudit({ after, onWay: ({ sequence }) => say(known, sequence) });
  const at = now();
  await saveChecked(outcome(known, verdict, at), at, Math.round(performance.now() - begun));
  const { sound } = verdict;
  const reached = sound
    ? { through: verdict.through.sequence }
    : { what: verdict.what, at: verdict.sequence };
  await noted({
    action: "audit.verified",
    target: { kind: "audit", id: null },
    at,
    data: { sound, ...reached },
  });
}

function outcome(known: Remembered, verdict: Verdict, at: Date): Remembered {
  if (!verdict.sound)
    return { ...known, under: null, broken: { what: verdict.what, sequence: verdict.sequence } };
  const verifiedAt = at.toISOString();
  const signature = checkSignature(auditKey(), verdict.through, verifiedAt);
  return { through: verdict.through, verifiedAt, signature, broken: null, under: null };
}

const say = (known: Remembered, sequence: number) =>
  saveChecked({ ...known, under: { sequence, saidAt: now().toISOString() } } satisfies Remembered, now(), 0);

const isUnderWay = ({ under }: Remembered) =>
  under !== null && now().getTime() - Date.parse(under.saidAt) < SILENT_MS;

/** What cannot be proven to be ours is as if it had never been. */
async function recall(): Promise<Remembered> {
  const known = remembered.safeParse(await readChecked()).data ?? nothing;
  const { through, verifiedAt, signature } = known;
  const ours =
    through !== null && verifiedAt !== null && checkSignature(auditKey(), through, verifiedAt) === signature;
  return ours ? known : { ...known, through: null, verifiedAt: null, signature: null };
}
