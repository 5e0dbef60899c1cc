import "#lib/server-only";
import type { Circumstances, Sought } from "#db/everyone";
import { now } from "#lib/clock";
import type { Trouble } from "#lib/connections/state";
import { providers } from "#lib/providers/index";
import { knownTroubles } from "#lib/vendors/trouble";
import type { Wish } from "./wish.ts";

/** What decides about states beside the rows themselves. */
export type Around = Circumstances & { troubleAt: (providerId: string) => Trouble | null };

/** As it is at this moment. */
export async function circumstances(): Promise<Around> {
  const troubleAt = await knownTroubles();
  return { now: now(), troubleAt, troubled: Object.keys(providers).filter((id) => troubleAt(id) !== null) };
}

const DAY_MS = 86_400_000;

/** A wish as the database is asked. */
export function soughtBy(wish: Wish, at: Date): Sought {
  const days = (number: number) => new Date(at.getTime() + number * DAY_MS);
  return {
    text: wish.text === "" ? null : wish.text,
    provider: wish.vendor,
    standing: wish.state,
    owner: wish.owner === "" ? null : wish.owner,
    provedBefore: wish.provedDaysAgo === null ? null : days(-wish.provedDaysAgo),
    endsBefore: wish.endsInDays === null ? null : days(wish.endsInDays),
  };
}
