"use client";

import { ahead, exact, moment, relative, span } from "./relative.ts";
import { useNow } from "./use-now.ts";
import { usePlace } from "./use-place.ts";

type Props = {
  at: Date;
  /** When the page was made, so that the server and the first client render agree. */
  now: Date;
  /**
   * `ahead` is for what is to come; `span` leaves out "in" and "ago", for "since 2 minutes"; `moment` names the
   * day and the hour, `exact` all of it.
   */
  as?: "relative" | "ahead" | "span" | "moment" | "exact";
};

/** Relative in the text, exact on hover, ticking by itself once JavaScript is there. */
export function Time({ at, now, as = "relative" }: Props) {
  const current = useNow(now.getTime());
  const place = usePlace();
  const time = at.getTime();
  const words = {
    moment: () => moment(time, current, place),
    exact: () => exact(time, place),
    span: () => span(current - time),
    relative: () => relative(time, current),
    ahead: () => ahead(time, current),
  }[as]();
  return (
    <time dateTime={at.toISOString()} title={exact(time, place)}>
      {words}
    </time>
  );
}
