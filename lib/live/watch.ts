import "#lib/server-only";
import { type ChangeRow, listChanges } from "#db/events";
import { findLiveSession } from "#db/users";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import type { Actor } from "#lib/people/sessions";

/**
 * Who is looking, and what to tell them. While anybody looks, each process asks the database once a second
 * what has happened, to whichever process it happened, and tells those whom it concerns.
 */

type Watcher = { actor: Actor; tell: (change: ChangeRow) => void; end: () => void };

const EVERY_MS = 1_000;
/** A change is stamped before it is committed: what was committed late must not be passed over. */
const LOOK_BACK_MS = 5_000;
const MOST_AT_ONCE = 500;
const MOST_EACH = 20;

type Live = { watchers: Set<Watcher>; timer: NodeJS.Timeout | null; since: Date; told: Map<string, number> };
const holder = globalThis as typeof globalThis & { patchbayLive?: Live };
holder.patchbayLive ??= { watchers: new Set(), timer: null, since: new Date(0), told: new Map() };
const live = holder.patchbayLive;

/** Tells `tell` of every change to the person's connections from now on; the answer ends it. */
export function watch(actor: Actor, tell: Watcher["tell"], end: () => void): () => void {
  const watcher = { actor, tell, end };
  const mine = [...live.watchers].filter((each) => each.actor.userId === actor.userId);
  if (mine.length >= MOST_EACH) mine[0]?.end();
  live.watchers.add(watcher);
  if (live.timer === null) {
    live.since = now();
    // What was there before anybody looked is no news; whoever comes back asks for what they missed.
    void look({ tell: false });
    live.timer = setInterval(() => void look({ tell: true }), EVERY_MS).unref();
  }
  return () => {
    live.watchers.delete(watcher);
    if (live.watchers.size > 0 || live.timer === null) return;
    clearInterval(live.timer);
    live.timer = null;
    live.told.clear();
  };
}

/** What the person missed since an instant, as after a lost connection. */
export async function missed(actor: Actor, since: Date): Promise<ChangeRow[]> {
  return listChanges(actor, since, MOST_AT_ONCE);
}

/** The process ends: everybody is let go, and comes back to whichever process is there. */
export function endWatching(): void {
  for (const { end } of live.watchers) end();
}

async function look({ tell }: { tell: boolean }): Promise<void> {
  try {
    let from = new Date(live.since.getTime() - LOOK_BACK_MS);
    const news: ChangeRow[] = [];
    for (let page = MOST_AT_ONCE; page === MOST_AT_ONCE; ) {
      const changes = await listChanges("everyone", from, MOST_AT_ONCE);
      news.push(...changes.filter(({ id }) => !live.told.has(id)));
      // A full page may end within the time looked back over: the next one goes on from there.
      from = changes.at(-1)?.at ?? from;
      page = changes.length;
    }
    for (const { id, at } of news) live.told.set(id, at.getTime());
    if (from > live.since) live.since = from;
    for (const [id, at] of live.told) if (at < live.since.getTime() - LOOK_BACK_MS) live.told.delete(id);
    if (tell) await Promise.all([...live.watchers].map((watcher) => inform(watcher, news)));
  } catch (error) {
    log.warn(
      { error: (error as Error).name },
      "Changes could not be looked for; it is tried again in a second.",
    );
  }
}

/** A session that has ended meanwhile is told nothing more. */
async function inform(watcher: Watcher, news: ChangeRow[]): Promise<void> {
  const own = news.filter(({ userId }) => userId === watcher.actor.userId);
  if (own.length === 0) return;
  if ((await findLiveSession(watcher.actor.sessionId, now())) === null) return watcher.end();
  for (const change of own) watcher.tell(change);
}
