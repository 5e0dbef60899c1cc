import type { FailureCode } from "#lib/errors";
import type { Tone } from "./notice.tsx";

/** How loud a failure is said: a person's own no is news, a vendor's bad hour a warning, the rest is bad. */
export function problemTone(code: FailureCode): Tone {
  return tones[code] ?? "bad";
}

const tones: Partial<Record<FailureCode, Tone>> = {
  link_denied: "info",
  link_cancelled: "info",
  link_unknown: "info",
  unauthenticated: "info",
  link_expired: "warn",
  link_replayed: "warn",
  rate_limited: "warn",
  busy: "warn",
  provider_not_configured: "warn",
  provider_client_refused: "warn",
  vendor_paused: "warn",
  provider_unreachable: "warn",
  provider_unreadable: "warn",
};
