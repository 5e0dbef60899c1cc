import type { ChangeRow } from "#db/events";
import { activityView } from "#lib/connections/activity";
import { findProvider } from "#lib/providers/index";

/** What a screen reader is told of a change: "Acme Studios: Renewed." */
export function sentenceOf(change: ChangeRow): string {
  const provider = findProvider(change.provider) ?? { name: change.provider, scopes: {} };
  return `\u2068${change.name}\u2069: ${activityView(change, provider).title}.`;
}
