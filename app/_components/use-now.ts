import { useSyncExternalStore } from "react";

const everyMs = 10_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// The server's clock is the one that counts (in the demo it can be moved), and what we know of it can only
// be late, never early: the largest difference seen is the truest.
let aheadMs = Number.NEGATIVE_INFINITY;
let current = 0;

/** The server's time, ticking; on the server and while hydrating exactly the time the page was made. */
export function useNow(servedAt: number): number {
  return useSyncExternalStore(
    subscribe,
    () => latest(servedAt),
    () => servedAt,
  );
}

function latest(servedAt: number): number {
  if (servedAt - Date.now() > aheadMs) {
    aheadMs = servedAt - Date.now();
    current = servedAt;
  }
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  current = Date.now() + aheadMs;
  for (const listener of listeners) listener();
}
