import "#lib/server-only";
import { deleteLimitsBefore } from "#db/limits";
import { deleteAttemptsBefore } from "#db/link-attempts";
import { deleteSessionsBefore } from "#db/users";
import { now } from "#lib/clock";
import { log } from "#lib/log";

const HOUR_MS = 3_600_000;
/** Ended attempts stay a day, so that a late answer can still be explained. */
const DAY_MS = 24 * HOUR_MS;

/** Throws away what has run out: attempts, sessions, counted tries. */
async function tidy(): Promise<void> {
  const at = now();
  await deleteAttemptsBefore(new Date(at.getTime() - DAY_MS));
  await deleteSessionsBefore(at);
  await deleteLimitsBefore(at);
}

/** Tidies every hour for as long as the process lives. */
export function keepTidy(): void {
  const timer = setInterval(() => {
    tidy().catch((error) =>
      log.warn({ error: error.name }, "Tidying up failed; it is tried again in an hour."),
    );
  }, HOUR_MS);
  timer.unref();
}
