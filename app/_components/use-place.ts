import { useSyncExternalStore } from "react";
import { englishOf, exact, type Place, utc } from "./relative.ts";

const listeners = new Set<() => void>();
let here = utc;
let asked = false;

/**
 * UTC from the server; the reader's own manner and zone soon after. The browser takes long over the first date of a
 * kind, so that is left to moments in which it has nothing else to do, and all dates change together.
 */
export function usePlace(): Place {
  return useSyncExternalStore(
    subscribe,
    () => here,
    () => utc,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!asked) whenIdle(find);
  asked = true;
  return () => listeners.delete(listener);
}

function find(): void {
  const found: Place = { locale: englishOf(navigator.language), zone: undefined };
  whenIdle(() => {
    exact(Date.now(), found);
    whenIdle(() => {
      here = found;
      for (const listener of listeners) listener();
    });
  });
}

/** Not every browser has moments of rest to give. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 1_000 });
  else setTimeout(work);
}
