import type { FailureCode } from "#lib/errors";

/** The next right thing after a flow that came to nothing. */
export type Way = "again" | "same_account" | "as_new" | "administrator" | "vendor";

/** What to offer, best first; nothing where only time helps, or where the form itself says what to do. */
export function waysOut(code: FailureCode): readonly Way[] {
  return ways[code] ?? [];
}

const ways: Partial<Record<FailureCode, readonly Way[]>> = {
  link_denied: ["again"],
  link_cancelled: ["again"],
  link_expired: ["again"],
  link_replayed: ["again"],
  link_other_browser: ["again"],
  link_other_person: ["again"],
  link_unknown: ["again"],
  link_unproven: ["again", "vendor"],
  account_mismatch: ["same_account", "as_new"],
  provider_not_configured: ["administrator"],
  provider_refused: ["again", "vendor"],
  provider_client_refused: ["administrator"],
  provider_unreachable: ["again"],
  provider_unreadable: ["again", "administrator"],
  busy: ["again"],
  storage_unavailable: ["again"],
  internal: ["again", "administrator"],
};
