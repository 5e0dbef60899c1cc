import "#lib/server-only";
import { setTimeout as pause } from "node:timers/promises";
import { type AttemptRow, closeAttempt, findAttempt, spendAttempt } from "#db/link-attempts";
import { recorded } from "#lib/audit/record";
import { registeredClient } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure, type FailureCode, isFailureCode } from "#lib/errors";
import { address } from "#lib/http";
import { log } from "#lib/log";
import type { Actor } from "#lib/people/sessions";
import type { Grant, Provider, Query, TokenSet } from "#lib/providers/types";
import { sha256 } from "#lib/random";
import { doerOr, NOBODY } from "#lib/request";
import { unseal } from "#lib/vault";
import { ask } from "#lib/vendors/ask";
import { callbackUrl, verifierPlace } from "./link.ts";
import { renew } from "./renew.ts";
import { saveLink } from "./save-link.ts";

/** Coming back from the vendor (RFC 6749 §4.1.2). */

/** Where the browser goes next, or why it may not go on; both name the connection where there is one. */
export type Finish =
  | { kind: "linked"; done: Done; connectionId: string; closingUrl: string | null }
  | { kind: "problem"; code: FailureCode; connectionId: string | null };

/** What came of it: something new, new keys for what was there, or nothing that had not happened before. */
type Done = "linked" | "relinked" | "already_linked";

export type Return = { actor: Actor | null; browser: string | null; query: URLSearchParams };

export async function finishLink(provider: Provider, back: Return): Promise<Finish> {
  const state = back.query.get("state");
  if (state === null || back.query.getAll("state").length > 1) return problem("link_unknown");
  const stateHash = sha256(state);
  const attempt = await spend(provider, stateHash, back);
  if (attempt === null || back.actor === null) return explain(provider, stateHash, back);
  try {
    const { tokens, grant } = await answered(provider, attempt, readQuery(back.query));
    const account = await ask(provider, provider.account(tokens, grant), {
      insist: true,
      aside: true,
    }).catch(asLinkFailure);
    const saved = await saveLink(back.actor, provider, {
      tokens,
      grant,
      account,
      requestedScopes: attempt.requestedScopes,
      connectionId: attempt.connectionId,
      attemptId: attempt.id,
    });
    return {
      kind: "linked",
      done: saved.again ? "relinked" : "linked",
      connectionId: saved.id,
      closingUrl: closingUrl(provider, attempt, tokens),
    };
  } catch (error) {
    const failure = error instanceof Failure ? error : null;
    await fail(attempt, failure?.code ?? "internal");
    if (failure === null) throw error;
    log.info({ provider: provider.id, code: failure.code, detail: failure.detail }, "A link attempt failed.");
    return problem(failure.code, attempt.connectionId);
  }
}

/** Nothing came of it, and the log says why; in the wrong hands it names whose they were. */
const fail = ({ id, provider, userId }: AttemptRow, code: FailureCode) =>
  closeAttempt(
    id,
    code,
    recorded({
      action: "link.failed",
      target: { kind: "link_attempt", id },
      at: now(),
      data: { provider, code, begunBy: userId },
      by: doerOr(NOBODY),
    }),
  );

const problem = (code: FailureCode, connectionId: string | null = null): Finish => ({
  kind: "problem",
  code,
  connectionId,
});

async function spend(provider: Provider, stateHash: string, { actor, browser }: Return) {
  if (actor === null || browser === null) return null;
  return spendAttempt({
    stateHash,
    userId: actor.userId,
    sessionId: sha256(actor.sessionId),
    browserHash: sha256(browser),
    provider: provider.id,
    now: now(),
  });
}

/** Each parameter once (RFC 6749 §3.1); a repeated one is nobody's honest answer. */
function readQuery(query: URLSearchParams): Query {
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) throw new Failure("link_unproven", "a parameter came twice");
  return Object.fromEntries(query);
}

async function answered(
  provider: Provider,
  attempt: AttemptRow,
  query: Query,
): Promise<{ tokens: TokenSet; grant: Grant }> {
  const client = registeredClient(provider);
  // RFC 6749 §4.1.2.1; the vendor's own description stays unread.
  if (query.error === "access_denied") throw new Failure("link_denied", provider.id);
  if (query.error === "server_error" || query.error === "temporarily_unavailable")
    throw new Failure("provider_unreachable", "the authorization server said so");
  if (query.error !== undefined) throw new Failure("provider_refused", "an error came back");
  if (provider.flow === "app-install") {
    const grant: Grant = { kind: "installation", ...provider.readInstallation(client, query, now()) };
    const held = { client, tokens: null, grant, accountId: null };
    return { tokens: await renew(provider, held, { insist: true }).catch(asLinkFailure), grant };
  }
  if (provider.flow === "api-key" || query.code === undefined || query.code === "")
    throw new Failure("link_unproven", "no code came back");
  const codeVerifier = unseal(attempt.sealedVerifier, verifierPlace(attempt.id));
  const call = provider.exchange(client, {
    code: query.code,
    codeVerifier,
    returnUrl: callbackUrl(provider),
  });
  return {
    tokens: await ask(provider, call, { insist: true }).catch(asLinkFailure),
    grant: { kind: "code" },
  };
}

/** While linking there is nothing to reconnect yet: a refusal is just a refusal. */
export function asLinkFailure(error: unknown): never {
  if (error instanceof Failure && error.code === "reauth_required")
    throw new Failure("provider_refused", error.detail);
  throw error;
}

/** An install that began in a window of the vendor's ends at the vendor's page that closes it. */
function closingUrl(provider: Provider, attempt: AttemptRow, tokens: TokenSet): string | null {
  if (provider.flow !== "authorization-code" || provider.closingUrl === undefined) return null;
  return attempt.begunAtVendor ? address(provider, provider.closingUrl(tokens)) : null;
}

/**
 * Why an answer did not fit a waiting attempt of this person in this browser. An attempt that shows up in
 * the wrong hands is burnt: whoever sent it there does not get a second try.
 */
async function explain(provider: Provider, stateHash: string, back: Return): Promise<Finish> {
  const attempt = await settled(stateHash);
  if (attempt === null || attempt.provider !== provider.id) return problem("link_unknown");
  const mine = attempt.userId === back.actor?.userId;
  if (!mine || attempt.sessionId !== sha256(back.actor?.sessionId ?? "") || browserDiffers(attempt, back)) {
    const code = mine || back.actor === null ? "link_other_browser" : "link_other_person";
    // A cancelled one might be taken up again, so it is burnt as well.
    if (attempt.outcome === "waiting" || attempt.outcome === "link_cancelled") await fail(attempt, code);
    return problem(code, mine ? attempt.connectionId : null);
  }
  if (attempt.outcome === "linked" && attempt.linkedId !== null)
    return { kind: "linked", done: "already_linked", connectionId: attempt.linkedId, closingUrl: null };
  if (attempt.outcome === "waiting") return problem("link_expired", attempt.connectionId);
  const code = isFailureCode(attempt.outcome) ? attempt.outcome : "link_replayed";
  return problem(code, attempt.connectionId);
}

const browserDiffers = (attempt: AttemptRow, { browser }: Return) =>
  browser === null || attempt.browserHash !== sha256(browser);

const SETTLES_WITHIN_MS = 15_000;

/** A reload or a double click arrives while the first answer is still being worked on: wait for its outcome. */
async function settled(stateHash: string): Promise<AttemptRow | null> {
  const patience = performance.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const attempt = await findAttempt(stateHash);
    if (attempt?.outcome !== "spent" || performance.now() > patience) return attempt;
    await pause(50);
  }
}
