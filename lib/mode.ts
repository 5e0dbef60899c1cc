import "#lib/server-only";
import { env } from "#lib/env";

/** Whether this server serves people rather than its developers. */
export function isProduction(): boolean {
  return env().NODE_ENV === "production";
}
