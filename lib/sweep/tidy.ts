import "#lib/server-only";
import { deleteAlertsBefore } from "#db/alerts";
import { deleteConnectSessionsBefore } from "#db/connect-sessions";
import { giveUpBefore } from "#db/deliveries";
import { deleteRequestsBefore } from "#db/idempotency";
import { deleteInboxBefore } from "#db/inbox";
import { deleteInvitationsBefore } from "#db/invitations";
import { deleteLettersBefore } from "#db/letters";
import { deleteLimitsBefore } from "#db/limits";
import { deleteAttemptsBefore, expireAttempts } from "#db/link-attempts";
import { deleteMailsBefore } from "#db/mails";
import { deleteSessionsBefore } from "#db/users";
import { dropOldSecrets } from "#db/webhook-endpoints";
import { now } from "#lib/clock";
import { noteSeals } from "#lib/keys/wear";
import { settings } from "#lib/settings";
import { dropOld } from "./retention.ts";
import type { Report } from "./sweep.ts";

const HOUR_MS = 3_600_000;
/** Ended attempts stay a day, so that a late answer can still be explained. */
const DAY_MS = 24 * HOUR_MS;
/** A vendor repeats a webhook for two days at most. */
const WEEK_MS = 7 * DAY_MS;
const KEEP_ALERTS_DAYS = 400;

let tidiedAt = Number.NEGATIVE_INFINITY;

/** Ends attempts whose time is over; once an hour throws away what has run out. */
export async function tidy(): Promise<Report> {
  const at = now();
  const expired = await expireAttempts(at);
  await noteSeals();
  if (at.getTime() - tidiedAt >= HOUR_MS) {
    tidiedAt = at.getTime();
    await deleteAttemptsBefore(new Date(at.getTime() - DAY_MS));
    await deleteSessionsBefore(at);
    await deleteLimitsBefore(at);
    await deleteRequestsBefore(at);
    await deleteInboxBefore(new Date(at.getTime() - WEEK_MS));
    await deleteAlertsBefore(new Date(at.getTime() - KEEP_ALERTS_DAYS * DAY_MS));
    await deleteInvitationsBefore(new Date(at.getTime() - WEEK_MS));
    await deleteLettersBefore(new Date(at.getTime() - 30 * DAY_MS));
    await deleteMailsBefore(new Date(at.getTime() - 30 * DAY_MS));
    // A backlog goes on in the next round.
    if (await dropOld(at)) tidiedAt = Number.NEGATIVE_INFINITY;
    const keptSince = new Date(at.getTime() - (await settings()).keepDeliveriesDays * DAY_MS);
    await giveUpBefore(keptSince, at);
    await dropOldSecrets(at);
    await deleteConnectSessionsBefore(new Date(at.getTime() - 30 * DAY_MS));
  }
  return { attended: expired, failed: 0 };
}
