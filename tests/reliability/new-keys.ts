import { randomBytes } from "node:crypto";

/** A key of its own, as PATCHBAY_KEYS has it. */
export const newKeys = (id = "t") => `${id}:${randomBytes(32).toString("base64")}`;
