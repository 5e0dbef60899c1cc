import { type Store, store } from "./store.ts";

/** A statement that is built once for each store that is opened, for what is asked many times a second. */
export function prepared<T>(build: (opened: Store) => T): () => T {
  let known: { opened: Store; statement: T } | undefined;
  return () => {
    const opened = store();
    if (known?.opened !== opened) known = { opened, statement: build(opened) };
    return known.statement;
  };
}

/** No name: a named statement belongs to one session, and a pooler may stand in between. */
export const UNNAMED = "";
