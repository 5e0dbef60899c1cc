import "#lib/server-only";
import { env } from "#lib/env";

/**
 * What becomes of emails here: sent over SMTP; kept to be looked at, where the vendors are emulated too; or
 * none are written, since nobody would ever read them.
 */
export function mailMode(): "sent" | "kept" | "none" {
  const { SMTP_URL, EMULATOR_URL } = env();
  if (SMTP_URL !== undefined) return "sent";
  return EMULATOR_URL === undefined ? "none" : "kept";
}
