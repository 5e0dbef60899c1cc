import { useSyncExternalStore } from "react";
import { englishOf, type Place, utc } from "./relative.ts";

let here: Place | undefined;
const never = () => () => {};

/** UTC from the server; the reader's own manner and zone as soon as the browser can say them. */
export function usePlace(): Place {
  return useSyncExternalStore(never, readHere, () => utc);
}

function readHere(): Place {
  here ??= { locale: englishOf(navigator.language), zone: undefined };
  return here;
}
