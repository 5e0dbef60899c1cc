import type { EventRow } from "#db/events";
import { failures, isFailureCode } from "#lib/errors";
import type { Provider } from "#lib/providers/types";
import type { EventKind } from "./events.ts";
import { scopesChange } from "./scopes.ts";
import type { ActivityView, ScopeView } from "./view.ts";
import { naming } from "./words.ts";

/** The activity log in sentences. Pure. */

/** `by`: whoever asked for it, where that was not the reader themselves. */
type Told = Pick<EventRow, "id" | "kind" | "at" | "actorId" | "data"> & { by?: string | null };

type Words = { title: string; sentence: string | null; tone: ActivityView["tone"] };

export function activityView(event: Told, provider: Pick<Provider, "name" | "scopes">): ActivityView {
  const words = Object.hasOwn(wordsFor, event.kind) ? wordsFor[event.kind as EventKind] : unknown;
  return { id: event.id, at: event.at, ...words(event, provider), facts: facts(event) };
}

const unknown = (): Words => ({
  title: "Something else",
  sentence: "Another version of Patchbay noted this, and this one has no words for it.",
  tone: "neutral",
});

type Word = (event: Told, provider: Pick<Provider, "name" | "scopes">) => Words;

const wordsFor: Record<EventKind, Word> = {
  linked: (_, { name }) => ({
    title: "Linked",
    sentence: `${name} confirmed which account it is.`,
    tone: "good",
  }),
  relinked: (event, provider) => ({
    title: "Reconnected",
    sentence: difference(event, provider),
    tone: "good",
  }),
  renewed: (event) => ({
    title: "Renewed",
    sentence:
      event.actorId !== null
        ? `Because ${event.by ?? "you"} asked for it.`
        : event.data.ahead === true
          ? "By itself, before anybody had to wait for it."
          : "By itself, because a token was asked for.",
    tone: "good",
  }),
  renewal_failed: (event, { name }) => ({
    title: "Renewal failed",
    sentence: failureSentence(event, name),
    tone: "bad",
  }),
  refused: (event, provider) => ({
    title: "No longer accepted",
    sentence:
      event.data.code === "answer_lost"
        ? failureSentence(event, provider.name)
        : `${provider.name} refused this link, so its keys were erased here.`,
    tone: "bad",
  }),
  tested: (event, { name }) => ({
    title: "Tested",
    sentence: `${name} answered and named the account.${asked(event)}`,
    tone: "good",
  }),
  test_failed: (event, { name }) => ({
    title: "Test failed",
    sentence: failureSentence(event, name),
    tone: "bad",
  }),
  disconnected: (event) => ({
    title: "Disconnected",
    sentence: `Patchbay forgot its keys at once.${asked(event)}`,
    tone: "neutral",
  }),
  revocation: (event, { name }) => ({
    title: event.data.revocation === "done" ? `${name} was told` : `${name} could not be told`,
    sentence:
      event.data.revocation === "done"
        ? "The access was revoked there too."
        : "Remove the access there yourself; the receipt has the way.",
    tone: event.data.revocation === "done" ? "neutral" : "bad",
  }),
  late_revocation: (event, { name }) => ({
    title: "A late answer was dropped",
    sentence:
      event.data.revocation === "done"
        ? `${name} sent new keys after the disconnect; they were thrown away and revoked there.`
        : `${name} sent new keys after the disconnect; they were thrown away here.`,
    tone: "neutral",
  }),
  expiring: (_, { name }) => ({
    title: "Ends soon",
    sentence: `${name} gave a token that cannot be renewed. Reconnect before it ends to go on without a gap.`,
    tone: "bad",
  }),
  ended: () => ({
    title: "Ended",
    sentence: "The token has run out and this link cannot renew itself. Reconnect to go on.",
    tone: "bad",
  }),
  removed: (_, { name }) => ({
    title: "Removed at the vendor",
    sentence: `${name} told us that the app was removed there.`,
    tone: "bad",
  }),
};

/** Said where it was somebody else than whoever reads it. */
const asked = ({ by }: Told) => (by === undefined || by === null ? "" : ` ${capital(by)} asked for it.`);

const capital = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

function failureSentence({ data }: Told, vendor: string): string | null {
  return isFailureCode(data.code) ? naming(vendor, failures[data.code][1]) : null;
}

/** What a reconnect changed, in words. */
function difference({ data }: Told, provider: Pick<Provider, "name" | "scopes">): string {
  const change = scopesChange(provider, data);
  if (change === null) return "The same account, with new keys.";
  const { gained, lost } = change;
  const words = (list: ScopeView[]) => list.map((scope) => scope.words).join("; ");
  if (gained.length === 0 && lost.length === 0) return "The same account with the same permissions.";
  return [
    gained.length === 0 ? null : `New: ${words(gained)}.`,
    lost.length === 0 ? null : `No longer granted: ${words(lost)}.`,
  ]
    .filter((part) => part !== null)
    .join(" ");
}

/** What an entry may hold that a person is shown. Whatever else is written there one day stays out of sight. */
const known = {
  code: "Code",
  ahead: "Ahead of time",
  afterFailures: "After failures",
  generation: "Generation",
  expiresAt: "Token ends",
  scopesBefore: "Scopes before",
  scopes: "Scopes",
  revocation: "Revocation",
} as const;

function facts(event: Told): ActivityView["facts"] {
  const told = Object.entries(known).flatMap(([key, name]) => {
    const value = event.data[key];
    return value === undefined ? [] : [{ name, value: raw(value) }];
  });
  return [
    { name: "Kind", value: event.kind },
    { name: "Time", value: event.at.toISOString() },
    { name: "By", value: event.actorId === null ? "Patchbay itself" : `person ${event.actorId}` },
    ...told,
    { name: "Entry", value: event.id },
  ];
}

function raw(value: unknown): string {
  if (value === null) return "not told";
  return Array.isArray(value) ? value.join(" ") || "none" : String(value);
}
