import { useSyncExternalStore } from "react";
import { type Place, utc } from "./relative.ts";

const here: Place = { locale: undefined, zone: undefined };
const never = () => () => {};

/** UTC from the server; the reader's own locale and zone as soon as the browser can say them. */
export function usePlace(): Place {
  return useSyncExternalStore(
    never,
    () => here,
    () => utc,
  );
}
