import "#lib/server-only";
import { findConnection } from "#db/connections";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { Sample } from "#lib/providers/types";
import { ask } from "#lib/vendors/ask";
import { openCredentials } from "./credentials.ts";
import { isAlive } from "./due.ts";

/** A little of the account's real data through the stored token, for the person's own eyes. */

export type SampleView =
  | ({ kind: "seen"; at: Date } & Sample)
  /** The permissions that were granted do not reach that far. */
  | { kind: "not_allowed" }
  /** The vendor did not take the token: worth a test. */
  | { kind: "refused" }
  /** The vendor did not answer. */
  | { kind: "not_now" }
  /** The vendor has nothing to show, or there is no token to ask with at this moment. */
  | { kind: "none" };

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 500;
const kept = new Map<string, { view: SampleView; until: number }>();

export async function sampleOf(actor: Actor, id: string): Promise<SampleView> {
  // Not as an administrator either: what is in an account is for its owner's eyes.
  const row = await findConnection({ userId: actor.userId }, id);
  if (row === null) throw new Failure("not_found", "connection");
  const provider = findProvider(row.provider);
  const open = openCredentials(row);
  const at = now();
  // Looking at a page is no reason to spend a renewal.
  if (provider?.sample === undefined || open === null || !isAlive(row, at)) return { kind: "none" };
  const key = `${id} ${row.generation}`;
  const known = kept.get(key);
  if (known !== undefined && known.until > at.getTime()) return known.view;
  const view = await ask(provider, provider.sample(open.tokens, open.grant), {
    insist: false,
    aside: true,
  }).then((sample): SampleView => ({ kind: "seen", at, ...sample }), refusal);
  if (view.kind === "seen" || view.kind === "not_allowed") keep(key, view, at);
  return view;
}

function refusal(error: unknown): SampleView {
  if (!(error instanceof Failure)) throw error;
  if (error.code === "provider_refused") return { kind: "not_allowed" };
  return { kind: error.code === "reauth_required" ? "refused" : "not_now" };
}

function keep(key: string, view: SampleView, at: Date): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, { view, until: at.getTime() + KEPT_MS });
}
