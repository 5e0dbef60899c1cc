import type { StateName } from "#lib/connections/view";

/** Colour comes second: it repeats what the glyph and the word have said. */
export const stateInk = {
  works: "text-good",
  unproven: "text-soft",
  renewing: "text-accent",
  vendor_trouble: "text-warn",
  needs_you: "text-bad",
  disconnected: "text-soft",
} as const satisfies Record<StateName, string>;
