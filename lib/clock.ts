import "#lib/server-only";
import { readFileSync } from "node:fs";
import { env } from "#lib/env";

/**
 * The time everything in the product goes by. In demo and tests CLOCK_FILE holds an offset in
 * milliseconds that the emulators' control page moves; it is read at each call, so that all processes
 * agree the moment it is written.
 */
export function now(): Date {
  const file = env().CLOCK_FILE;
  return file === undefined ? new Date() : new Date(Date.now() + offsetMs(file));
}

function offsetMs(file: string): number {
  try {
    const offset = Number(readFileSync(file, "utf8"));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0; // Nobody has moved the clock yet.
  }
}
