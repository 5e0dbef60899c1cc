import type { FailureCode } from "#lib/errors";
import { failures, isFailureCode } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import type { DoneView, ProblemView } from "./view.ts";

/** The sentences behind `?problem=` and `?done=`: only a code ever travels in an address. */

const titles: Partial<Record<FailureCode, string>> = {
  link_denied: "Access was declined",
  link_cancelled: "That attempt was cancelled",
  link_expired: "That attempt has expired",
  link_replayed: "That answer was used before",
  link_other_browser: "Begun in another browser",
  link_other_person: "Begun by somebody else",
  link_unknown: "Begun somewhere else",
  link_unproven: "The account could not be confirmed",
  account_mismatch: "That is a different account",
  provider_refused: "The vendor said no",
  provider_client_refused: "An administrator is needed",
  provider_not_configured: "Not set up yet",
  vendor_paused: "Paused for now",
  invitation_over: "This link is over",
  invitation_unbacked: "This link is not good any more",
  provider_unreachable: "The vendor did not answer",
  provider_unreadable: "The vendor’s answer made no sense",
  reauth_required: "This link needs you",
  rate_limited: "Too many tries",
  sign_in_failed: "That did not match",
  unauthenticated: "Please sign in",
  session_over: "This link is over",
  answer_lost: "The new keys never arrived",
  busy: "Being renewed right now",
  disconnected: "This account is disconnected",
  storage_unavailable: "Not available right now",
  internal: "Something went wrong on our side",
};

/** What is left to say below a title that has said the first half already. */
const belowTitle: Partial<Record<FailureCode, string>> = {
  link_denied: "So nothing was linked and nothing was changed.",
  link_cancelled: "What the vendor answered afterwards was thrown away. Nothing was linked.",
  link_expired: "It took longer than ten minutes. Nothing was linked; start again.",
  link_replayed: "Nothing was done twice.",
  link_other_browser:
    "Or before you last signed in; so it was stopped. Start again here; nothing was linked.",
  link_other_person: "So the attempt was stopped. Start your own; nothing was linked.",
  account_mismatch:
    "Nothing was changed. Choose the one you are reconnecting, or connect this one as a new one.",
  provider_refused: "Nothing was changed. Somebody else there may have to approve it.",
  provider_not_configured: "An administrator has to add this server’s credentials for the vendor first.",
  provider_client_refused:
    "The vendor does not accept this server’s own credentials. Nothing of yours is wrong or lost; an administrator has to mend it.",
  provider_unreachable: "Nothing is lost; please try again in a moment.",
  provider_unreadable: "Nothing was changed; try again later.",
  rate_limited: "Wait a few minutes, then try again.",
  link_unproven: "So nothing was linked. Start again from the beginning.",
  vendor_paused: "By an administrator of this server. Nothing is lost; it goes on as soon as that is lifted.",
  invitation_over: "It was used, withdrawn, or has expired. Whoever sent it can make a new one.",
  session_over:
    "It was opened before, or its time is over. Go back to where it came from and start again there.",
  answer_lost:
    "We were cut off while the vendor replaced this link’s keys. Reconnect to go on; nothing else is lost.",
  busy: "Try again in a second.",
  disconnected: "Connect it again to go on.",
  internal: "Nothing was lost; please try again.",
};

export function problemView(code: string | undefined, providerId?: string): ProblemView | null {
  if (!isFailureCode(code)) return code === undefined ? null : problemView("internal");
  const provider = providerId === undefined ? undefined : findProvider(providerId);
  if (provider?.flow === "api-key" && code === "provider_refused") {
    const sentence = refusedKey(provider.name);
    return { code, title: "The key was not accepted", sentence, belowTitle: sentence };
  }
  const named = (words: string) => (provider === undefined ? words : naming(provider.name, words));
  const sentence = failures[code][1];
  return {
    code,
    title: named(titles[code] ?? "That did not work"),
    sentence: named(sentence),
    belowTitle: named(belowTitle[code] ?? sentence),
  };
}

/** The same words with the vendor's name in them. */
export function naming(vendor: string, words: string): string {
  return words.replace(/^(The|This) vendor/, vendor).replaceAll("the vendor", vendor);
}

const refusedKey = (vendor: string) =>
  `${vendor} does not accept this key, so nothing was kept. Check it, and whether it belongs to the other environment.`;

const done: Record<string, (name: string) => string> = {
  linked: (name) => `${name} is linked.`,
  relinked: (name) => `${name} is linked again, with the same id and new keys.`,
  already_linked: (name) => `${name} is linked already. Nothing was done twice.`,
  refreshed: () => "A new token was fetched. Everything works.",
  tested_instead: () => "There is nothing to refresh this link with, so it was tested instead: it works.",
  tested: () => "The vendor answered: it works.",
  renamed: (name) => `From now on this is called ${name}.`,
  name_cleared: (name) => `Your own name for it is gone; it is ${name} again.`,
  disconnected: (name) => `${name} is disconnected. The receipt below says what was done.`,
  cancelled: () => "The attempt is cancelled. Nothing was linked.",
  resumed: () => "It is waiting again. Finish it at the vendor, where you left off.",
  set_up: () => "Your account is ready. Sign in to go on.",
  signed_up: () => "Your account is ready. Sign in to go on.",
  invitation_used: () => "Your account is ready. Sign in with the password you have just set.",
  signed_out: () => "You are signed out.",
  renamed_person: () => "Your name is changed.",
  password_changed: () => "Your password is changed, and every other browser is signed out.",
  mails_chosen: () => "Your choice of emails is kept.",
  session_ended: () => "That browser is signed out.",
  key_revoked: () => "That key is revoked; whatever shows it is refused from now on.",
  signed_out_everywhere: () => "You are signed out in every browser.",
};

export function doneSentence(
  code: string | undefined,
  connection?: { label?: string | null; account: { name: string } },
): string | null {
  if (code === undefined || !Object.hasOwn(done, code)) return null;
  const name = connection?.label ?? connection?.account.name;
  return done[code]?.(name === undefined ? "The account" : isolated(name)) ?? null;
}

/** The same with the code it came from, for pages that do more than say it. */
export function doneView(
  code: string | undefined,
  connection?: { label?: string | null; account: { name: string } },
): DoneView | null {
  const sentence = doneSentence(code, connection);
  return code === undefined || sentence === null ? null : { code, sentence };
}

/** A name inside a sentence of ours, whichever way it is written (Unicode UAX #9, isolates). */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
