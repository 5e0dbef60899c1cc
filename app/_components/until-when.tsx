import { Expiry } from "#components/expiry";
import type { ConnectionView } from "#lib/connections/view";

type Props = { connection: Pick<ConnectionView, "expiresAt" | "renews" | "outlook" | "state">; now: Date };

/** Until when it works, and what happens then. */
export function UntilWhen({ connection: { expiresAt, renews, outlook, state }, now }: Props) {
  const needy = state.name === "needs_you";
  // A refused link has lost its keys, and with them the time at which they would have ended.
  if (needy && (expiresAt === null || expiresAt > now)) return "Ended";
  const renewsAt = renews && !needy ? (outlook?.at ?? expiresAt) : null;
  return <Expiry expiresAt={expiresAt} renewsAt={renewsAt} now={now} />;
}
