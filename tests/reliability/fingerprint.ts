import { createHash } from "node:crypto";

/** By which a token is told from another one, without naming it. */
export const fingerprint = (token: string | null) =>
  createHash("sha256")
    .update(token ?? "")
    .digest("hex")
    .slice(0, 16);
