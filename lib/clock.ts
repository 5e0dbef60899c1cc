import "#lib/server-only";
import { readFileSync } from "node:fs";
import { engineNow } from "#db/store";
import { env } from "#lib/env";
import { world } from "#lib/world";

/**
 * The time everything in the product goes by: the database server's where there is one, so that machines
 * whose clocks differ agree on what has expired; else this machine's. In demo and tests CLOCK_FILE holds an offset in
 * milliseconds that the emulators' control page moves; it is read at each call, so that all processes
 * agree the moment it is written.
 */
export function now(): Date {
  return world().now?.() ?? new Date((engineNow()?.getTime() ?? Date.now()) + clockOffsetMs());
}

/** By how much the product's time has been moved; 0 outside demo and tests. */
function clockOffsetMs(): number {
  const file = env().CLOCK_FILE;
  if (file === undefined) return 0;
  try {
    const offset = Number(readFileSync(file, "utf8"));
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0; // Nobody has moved the clock yet.
  }
}
