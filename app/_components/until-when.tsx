import { Expiry } from "#components/expiry";
import type { ConnectionView } from "#lib/connections/view";

type Props = { connection: Pick<ConnectionView, "expiresAt" | "renews" | "state">; now: Date };

/** Until when it works, and what happens then. */
export function UntilWhen({ connection: { expiresAt, renews, state }, now }: Props) {
  const needy = state.name === "needs_you";
  // A refused link has lost its keys, and with them the time at which they would have ended.
  if (needy && (expiresAt === null || expiresAt > now)) return "Ended";
  return <Expiry expiresAt={expiresAt} renews={renews && !needy} now={now} />;
}
